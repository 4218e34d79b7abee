import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from 'playwright-core';

import type { Answered, Asked } from './page/node-http.ts';

interface Digest {
  readonly algorithm: string;
  readonly key?: string;
  readonly text: string;
  readonly encoding: 'base64url' | 'hex';
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function digestOf({ algorithm, key, text, encoding }: Digest): string {
  const digest = key === undefined ? createHash(algorithm) : createHmac(algorithm, key);
  return digest.update(text).digest(encoding);
}

/** What a browser wants of a server at another origin; a service that is for browsers says the same. */
const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
};

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    ...crossOrigin,
    'access-control-allow-methods': '*',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
    'access-control-max-age': '600',
  });
  response.end();
}

async function answer(
  page: Page,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked: Asked = {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers as Record<string, string>,
    body: await readBody(request),
  };
  const answered = await page.evaluate(
    ({ port, asked }) =>
      (
        globalThis as unknown as {
          pitpassServe(port: number, asked: Asked): Promise<Answered | undefined>;
        }
      ).pitpassServe(port, asked),
    { port, asked },
  );
  if (answered === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(answered.status, { ...answered.headers, ...crossOrigin });
  if (answered.isBroken) response.write(answered.body, () => response.destroy());
  else response.end(answered.body);
}

/** Serves modules to a page, by their paths, and what {@link connectPage} cannot do without being asked at once. */
export async function serveModules(
  modules: ReadonlyMap<string, string>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      const { url = '/', method } = request;
      if (url === '/digest' && method === 'POST') {
        response.end(digestOf(JSON.parse(await readBody(request)) as Digest));
      } else if (url === '/') {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>tests</title>');
      } else {
        const module = modules.get(url);
        response.writeHead(module === undefined ? 404 : 200, { 'content-type': 'text/javascript' });
        response.end(module);
      }
    })();
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

/** Lets a page have servers: each listens here, on a port of its own, and asks the page what to answer. */
export async function connectPage(page: Page): Promise<{ close(): Promise<void> }> {
  const servers = new Map<number, Server>();
  await page.exposeFunction('pitpassListen', async () => {
    let port = 0;
    const server = createServer((request, response) => {
      if (request.method === 'OPTIONS') answerPreflight(request, response);
      // A page that is gone answers nothing any more.
      else answer(page, port, request, response).catch(() => response.destroy());
    });
    port = await listen(server);
    servers.set(port, server);
    return port;
  });
  const closeServer = async (port: number): Promise<void> => {
    const server = servers.get(port);
    servers.delete(port);
    if (server !== undefined) await close(server);
  };
  await page.exposeFunction('pitpassClose', closeServer);
  return {
    close: async () => {
      await Promise.all([...servers.keys()].map(closeServer));
    },
  };
}
