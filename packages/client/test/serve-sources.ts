import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const entries = {
  '@pitpass/client': '/client/src/index.ts',
  '@pitpass/client/browser': '/client/src/browser/index.ts',
  '@pitpass/client/testing': '/client/src/testing/index.ts',
  '@pitpass/protocol': '/protocol/src/index.ts',
};
const page = `<!doctype html><title>test</title>
<script type="importmap">${JSON.stringify({ imports: entries })}</script>`;

/**
 * Serves the sources of the SDK to a browser, types taken off, under the names that apps import. An app's page
 * is at `/` and at `/callback`.
 *
 * @param answerOther what the app's own server answers at other paths
 */
export async function serveSources(
  answerOther: RequestListener = (_, response) => void response.writeHead(404).end(),
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://here.invalid').pathname;
    if (path === '/' || path === '/callback') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
      return;
    }
    if (!/^\/(client|protocol)\/src\/[a-z0-9/-]+\.ts$/.test(path)) {
      answerOther(request, response);
      return;
    }
    const source = stripTypeScriptTypes(readFileSync(join(packages, path), 'utf8'));
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(source);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
