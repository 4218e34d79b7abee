import { createServer } from 'node:http';
import type { Server } from 'node:http';

/** An app at a loopback redirect URI: it takes what the browser brings and does nothing with it. */
export interface CallbackApp {
  /** The one of its redirect URIs at which it listens. */
  readonly redirect_uri: string;
  /** The next address at which a browser calls it back. Waits no longer than a test does. */
  nextCall(): Promise<URL>;
  close(): void;
}

/** The words of the page that the app shows to whoever comes back. */
export const arrivedWords = 'You can close this window.';

const waitMsMax = 8000;
const page = `<!doctype html><html lang="en"><title>Back</title><p>${arrivedWords}</p></html>`;

function listen(server: Server, { hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(Number(port), hostname, () => resolve(true));
  });
}

/** Listens at the first of the redirect URIs whose port is free, as an app on a member's computer does. */
export async function startCallbackApp(redirect_uris: readonly string[]): Promise<CallbackApp> {
  for (const redirect_uri of redirect_uris) {
    const own = new URL(redirect_uri);
    const arrived: URL[] = [];
    let waiting: ((url: URL) => void) | undefined;
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', own);
      // A browser asks for a favicon by itself.
      if (url.pathname !== own.pathname) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      if (waiting === undefined) arrived.push(url);
      else waiting(url);
      waiting = undefined;
    });
    if (!(await listen(server, own))) continue;
    return {
      redirect_uri,
      nextCall: () =>
        new Promise((resolve, reject) => {
          const first = arrived.shift();
          if (first !== undefined) {
            resolve(first);
            return;
          }
          const late = new Error(`Nobody came back to ${redirect_uri} within ${waitMsMax} ms`);
          const timer = setTimeout(() => reject(late), waitMsMax);
          waiting = (url) => {
            clearTimeout(timer);
            resolve(url);
          };
        }),
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    };
  }
  throw new Error(`None of ${redirect_uris.join(', ')} is free`);
}
