import { createServer } from 'node:http';
import type { Server } from 'node:http';

import { createDataProxy, toNodeListener } from '@pitpass/client/proxy';

import { bundlePage } from './bundle-page.ts';

/** What the page and its proxy need to know. */
export interface PageServerOptions {
  readonly client_id: string;
  /** Registered letter for letter, with the path `/callback`. */
  readonly redirect_uri: string;
  readonly scope?: string;
  /** Left out: production. */
  readonly issuerUrl?: string;
  /** Left out: production. */
  readonly dataUrl?: string;
  /** Signs the addresses of files; at least 32 characters that nobody can guess. */
  readonly secret: string;
  readonly onFault: (sentence: string) => void;
}

const production = 'https://oauth.iracing.com/oauth2';

/**
 * Makes the server of a page that asks for data by itself, through a proxy under `/api`; it listens nowhere yet.
 *
 * @throws InvalidOptions, InsecureUrl for options that cannot be meant
 */
export async function createPageServer(options: PageServerOptions): Promise<Server> {
  const { client_id, redirect_uri, scope, issuerUrl, dataUrl, secret, onFault } = options;
  const { origin } = new URL(redirect_uri);
  const proxy = createDataProxy({
    publicUrl: `${origin}/api`,
    // No more than the page asks for.
    methods: ['stats/member_recent_races', 'results/lap_data'],
    secret,
    onFault,
    ...(dataUrl !== undefined && { dataUrl }),
  });
  const answerByProxy = toNodeListener(proxy);
  const assets = await bundlePage({
    client_id,
    redirect_uri,
    ...(scope !== undefined && { scope }),
    ...(issuerUrl !== undefined && { issuerUrl }),
  });
  const headers = {
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      // Itself with its proxy, and the service's token endpoint: tokens go nowhere else.
      `connect-src 'self' ${new URL(issuerUrl ?? production).origin}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  return createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    if (path.startsWith('/api/')) {
      answerByProxy(request, response);
      return;
    }
    const asset = request.method === 'GET' ? assets.get(path) : undefined;
    const type = asset?.type ?? 'text/plain; charset=utf-8';
    response.writeHead(asset === undefined ? 404 : 200, { ...headers, 'content-type': type });
    response.end(asset?.body ?? 'There is no such page.\n');
  });
}
