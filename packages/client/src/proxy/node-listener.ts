import type { DataProxy } from './data-proxy.ts';

/** As much of Node's request as is read; Express adds `originalUrl`. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** As much of Node's response as is written. */
export interface NodeResponse {
  readonly destroyed: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
}

/** Resolves when there is room for more, or nobody listens any more. */
function roomIn(response: NodeResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

const readHeaders = [
  'authorization',
  'origin',
  'sec-fetch-site',
  'access-control-request-method',
  'access-control-request-headers',
];

function createRequest({ method, url, originalUrl, headers }: NodeRequest, signal: AbortSignal) {
  const read = readHeaders.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  // A request of another method has no body here; what it is called is all that counts.
  const isKnown = method === 'GET' || method === 'OPTIONS';
  const path = originalUrl ?? url ?? '/';
  const address = URL.canParse(path, 'http://proxy.invalid') ? path : '/';
  return new Request(new URL(address, 'http://proxy.invalid'), {
    method: isKnown ? method : 'PUT',
    headers: read,
    signal,
  });
}

async function send(answer: Response, response: NodeResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body !== null) {
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (response.destroyed) return reader.cancel();
      if (!response.write(value)) await roomIn(response);
    }
  }
  response.end();
}

/**
 * The proxy as a listener for Node's `http`, Express (`app.use(toNodeListener(proxy))`), or anything that hands on
 * Node's request and response. A browser that goes away ends the download that was made for it; a download
 * that breaks off breaks off for the browser too.
 */
export function toNodeListener(
  proxy: DataProxy,
): (request: NodeRequest, response: NodeResponse) => void {
  return (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = async () => send(await proxy(createRequest(request, gone.signal)), response);
    answer().catch(() => response.destroy());
  };
}
