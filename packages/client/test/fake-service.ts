import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the fake service saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly form: URLSearchParams;
}

/** What the fake service answers; an object as body becomes JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Break the connection after half of the body. */
  readonly isCutShort?: boolean;
}

type Handler = (request: SeenRequest) => Reply | Promise<Reply>;

/** A service over real HTTP, strict where the real one is: refresh tokens work once. */
export interface FakeService {
  readonly url: string;
  readonly issuerUrl: string;
  readonly requests: SeenRequest[];
  /** Requests to `path`, in order. */
  seen(path: string): SeenRequest[];
  /** Replaces what a path answers. */
  on(path: string, handler: Handler): void;
  /** Refresh tokens that would work now. */
  readonly live: Set<string>;
  /** Access tokens that /data and the session endpoints take. */
  readonly accepted: Set<string>;
  /** How long a refresh takes, in milliseconds. */
  refreshDelay: number;
  /** A token response with new tokens. */
  issue(): Record<string, unknown>;
  close(): Promise<void>;
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export const invalidGrant: Reply = {
  status: 400,
  body: { status: 400, error: 'invalid_grant', error_description: 'refresh_token not valid' },
};

export async function startFakeService(): Promise<FakeService> {
  const handlers = new Map<string, Handler>();
  const requests: SeenRequest[] = [];
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://fake.invalid');
      const body = Buffer.concat(chunks).toString('utf8');
      const request: SeenRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body,
        form: new URLSearchParams(body),
      };
      requests.push(request);
      void answer(request).then((reply) => {
        const { body: content = null } = reply;
        const text = typeof content === 'string' ? content : JSON.stringify(content);
        const type = typeof content === 'string' ? 'text/plain' : 'application/json';
        const headers = { 'content-type': type, 'x-request-id': `req-${requests.length}` };
        outgoing.writeHead(reply.status ?? 200, {
          ...headers,
          ...reply.headers,
          'content-length': String(Buffer.byteLength(text)),
        });
        if (reply.isCutShort !== true) return outgoing.end(text);
        outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy());
      });
    });
  });
  const answer = async (request: SeenRequest): Promise<Reply> => {
    const handler = handlers.get(request.path);
    return handler === undefined ? { status: 404, body: { error: 'Not Found' } } : handler(request);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service: FakeService = {
    url,
    issuerUrl: `${url}/oauth2`,
    requests,
    seen: (path) => requests.filter((request) => request.path === path),
    on: (path, handler) => handlers.set(path, handler),
    live: new Set(),
    accepted: new Set(),
    refreshDelay: 0,
    issue: () => {
      count += 1;
      const access_token = `access-${count}`;
      const refresh_token = `refresh-${count}`;
      service.live.add(refresh_token);
      service.accepted.add(access_token);
      return {
        access_token,
        token_type: 'Bearer',
        expires_in: 600,
        refresh_token,
        refresh_token_expires_in: 604_800,
        scope: 'iracing.auth',
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  service.on('/oauth2/token', async ({ form }) => {
    const refresh_token = form.get('refresh_token');
    if (refresh_token === null) return { body: service.issue() };
    const isLive = service.live.delete(refresh_token);
    await wait(service.refreshDelay);
    return isLive ? { body: service.issue() } : invalidGrant;
  });
  return service;
}

/** True when the request carries an access token that the fake service takes. */
export function isAuthorized(service: FakeService, request: SeenRequest): boolean {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return token !== undefined && service.accepted.has(token);
}
