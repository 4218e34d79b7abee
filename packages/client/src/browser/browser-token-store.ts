import { InvalidOptions, isClientError, StoreFailure } from '../errors.ts';
import { formatStoredTokens, parseStoredTokens } from '../stored-tokens.ts';
import type { TokenStore } from '../token-store.ts';
import { indexedDbCell } from './indexed-db.ts';
import type { TextCell } from './indexed-db.ts';

/**
 * Where in the browser: `session` lives as long as the tab and is this tab's alone, `local` and
 * `indexeddb` are shared by all tabs of the origin; workers have `indexeddb` alone.
 */
export type BrowserStorage = 'session' | 'local' | 'indexeddb';

/** Where a browser keeps the tokens of one member. */
export interface BrowserTokenStoreOptions {
  /** Tells apps, and members, of one origin apart. Default: `default`. */
  readonly name?: string;
  /** Default: `session`. */
  readonly storage?: BrowserStorage;
  /** How long to wait for another tab. Default: 90. */
  readonly lockTimeoutSeconds?: number;
}

function webStorageCell(storage: Storage, name: string): TextCell {
  return {
    read: async () => storage.getItem(name) ?? undefined,
    write: async (text) => {
      if (text === undefined) storage.removeItem(name);
      else storage.setItem(name, text);
    },
  };
}

function createCell(storage: BrowserStorage, name: string): TextCell {
  const { sessionStorage, localStorage, indexedDB } = globalThis as Partial<typeof globalThis>;
  const webStorage = storage === 'session' ? sessionStorage : localStorage;
  if (storage !== 'indexeddb' && webStorage !== undefined) return webStorageCell(webStorage, name);
  if (storage === 'indexeddb' && indexedDB !== undefined) return indexedDbCell(indexedDB, name);
  throw new InvalidOptions(`there is no storage called ${storage} here (workers have indexeddb)`);
}

/**
 * Keeps tokens in the browser. Tabs and workers that share them take turns by a Web Lock, which the
 * browser frees when its holder goes away. Any script of the page can read them: an app with a
 * server of its own keeps tokens there instead.
 *
 * @throws InvalidOptions where the browser has no such storage, or no Web Locks: it has them on https
 *   pages and on this computer
 */
export function browserTokenStore(options: BrowserTokenStoreOptions = {}): TokenStore {
  const { name = 'default', storage = 'session', lockTimeoutSeconds = 90 } = options;
  const place = `pitpass.${name}`;
  const cell = createCell(storage, place);
  const { locks } = (globalThis as { readonly navigator?: Partial<Navigator> }).navigator ?? {};
  if (locks === undefined) {
    throw new InvalidOptions('there are no Web Locks here: use https, or another store');
  }

  async function act<T>(what: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      if (isClientError(cause)) throw cause;
      throw new StoreFailure(`the tokens in the browser could not be ${what}`, { cause });
    }
  }

  return {
    load: () =>
      act('read', async () => {
        const text = await cell.read();
        return text === undefined ? undefined : parseStoredTokens(text, `${storage} ${place}`);
      }),
    save: (tokenSet) =>
      act('written', () =>
        cell.write(tokenSet === undefined ? undefined : formatStoredTokens(tokenSet)),
      ),
    withLock: async (action) => {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), lockTimeoutSeconds * 1000);
      const asked = locks.request(place, { signal: patience.signal }, async () => {
        clearTimeout(timer);
        return action();
      });
      return asked.catch((error: unknown) => {
        if (!patience.signal.aborted) throw error;
        const message = `another tab held the tokens for ${lockTimeoutSeconds} seconds`;
        throw new StoreFailure(message, { cause: error });
      });
    },
  };
}
