/** One text under a name, in a database of the browser's. */
export interface TextCell {
  read(): Promise<string | undefined>;
  /** Resolves when the text is on the disk. */
  write(text: string | undefined): Promise<void>;
}

const storeName = 'tokens';

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the request failed'));
  });
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open('pitpass', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  return settle(request);
}

/** A cell in IndexedDB, which tabs and workers of one origin share. */
export function indexedDbCell(factory: IDBFactory, name: string): TextCell {
  async function act<T>(
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await open(factory);
    try {
      const transaction = database.transaction(storeName, mode, { durability: 'strict' });
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error('it was aborted'));
      });
      const [result] = await Promise.all([settle(ask(transaction.objectStore(storeName))), done]);
      return result;
    } finally {
      database.close();
    }
  }

  return {
    read: async () => {
      const value: unknown = await act('readonly', (store) => store.get(name));
      return typeof value === 'string' ? value : undefined;
    },
    write: async (text) => {
      if (text === undefined) await act('readwrite', (store) => store.delete(name));
      else await act('readwrite', (store) => store.put(text, name));
    },
  };
}
