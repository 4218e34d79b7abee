import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the fake service saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** What is answered; a text is sent as it is, everything else as JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly delayMilliseconds?: number;
}

type Handler = (request: SeenRequest) => Reply;

/** An authorization service and its data over real HTTP, strict where the real one is. */
export interface FakeService {
  readonly origin: string;
  readonly requests: SeenRequest[];
  seen(path: string): SeenRequest[];
  /** Replaces what a path answers. */
  on(path: string, handler: Handler): void;
  /** Access tokens that would be taken now. */
  readonly accepted: Set<string>;
  /** Refresh tokens that would work now. */
  readonly live: Set<string>;
  refreshDelayMilliseconds: number;
  /** Tokens as the token endpoint answers them. */
  issue(scope?: string): Record<string, unknown>;
  close(): Promise<void>;
}

const refuse = (status: number, error: string, error_description: string): Reply => ({
  status,
  body: { status, error, error_description },
});

function createHandlers(service: FakeService): Map<string, Handler> {
  const codes = new Map<string, { challenge: string; redirect_uri: string; scope: string }>();
  const handlers = new Map<string, Handler>();
  handlers.set('/oauth2/authorize', ({ query }) => {
    const code = `code-${codes.size + 1}`;
    const redirect_uri = query.get('redirect_uri') ?? '';
    const scope = query.get('scope') ?? '';
    codes.set(code, { challenge: query.get('code_challenge') ?? '', redirect_uri, scope });
    const location = new URL(redirect_uri);
    location.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
    return { status: 302, headers: { location: location.href } };
  });
  const exchangeCode: Handler = ({ form }) => {
    const request = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const isRight =
      request?.challenge === challenge && request.redirect_uri === form.get('redirect_uri');
    return isRight
      ? { body: service.issue(request.scope) }
      : refuse(400, 'invalid_grant', 'code not valid');
  };
  handlers.set('/oauth2/token', (request) => {
    const { form } = request;
    const grant_type = form.get('grant_type');
    if (grant_type === 'authorization_code') return exchangeCode(request);
    if (grant_type === 'password_limited') return { body: service.issue(form.get('scope') ?? '') };
    const isLive = service.live.delete(form.get('refresh_token') ?? '');
    const delayMilliseconds = service.refreshDelayMilliseconds;
    return isLive
      ? { body: service.issue(), delayMilliseconds }
      : refuse(400, 'invalid_grant', 'refresh_token not valid');
  });
  const guarded =
    (answer: Handler): Handler =>
    (request) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      if (service.accepted.has(token)) return answer(request);
      return refuse(401, 'invalid_token', 'the access token is not valid');
    };
  handlers.set(
    '/oauth2/iracing/profile',
    guarded(() => ({ body: { iracing_name: 'Robin Apex', iracing_cust_id: 4711 } })),
  );
  handlers.set(
    '/oauth2/revoke/current',
    guarded(({ headers }) => {
      service.accepted.delete(headers.authorization?.slice('Bearer '.length) ?? '');
      return { body: '' };
    }),
  );
  handlers.set(
    '/data/member/info',
    guarded(() => ({ body: { link: `${service.origin}/files/info` } })),
  );
  handlers.set('/files/info', () => ({ body: { cust_id: 4711, display_name: 'Robin Apex' } }));
  return handlers;
}

/** Starts the fake service on a free port of this computer. */
export async function startFakeService(): Promise<FakeService> {
  const requests: SeenRequest[] = [];
  let handlers = new Map<string, Handler>();
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://fake.invalid');
      const request: SeenRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
      };
      requests.push(request);
      const reply = handlers.get(request.path)?.(request) ?? refuse(404, 'Not Found', 'not here');
      const { body = null } = reply;
      const isText = typeof body === 'string';
      const text = isText ? body : JSON.stringify(body);
      setTimeout(() => {
        outgoing.writeHead(reply.status ?? 200, {
          'content-type': isText ? 'text/plain' : 'application/json',
          'x-request-id': `req-${requests.length}`,
          ...reply.headers,
        });
        outgoing.end(text);
      }, reply.delayMilliseconds ?? 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: FakeService = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    seen: (path) => requests.filter((request) => request.path === path),
    on: (path, handler) => handlers.set(path, handler),
    accepted: new Set(),
    live: new Set(),
    refreshDelayMilliseconds: 0,
    issue: (scope = 'iracing.auth iracing.profile') => {
      count += 1;
      service.accepted.add(`access-${count}`);
      service.live.add(`refresh-${count}`);
      return {
        access_token: `access-${count}`,
        token_type: 'Bearer',
        expires_in: 600,
        refresh_token: `refresh-${count}`,
        refresh_token_expires_in: 604_800,
        scope,
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  handlers = createHandlers(service);
  return service;
}
