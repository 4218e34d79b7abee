import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { equalTexts, parseCallback } from '../authorization.ts';
import { InvalidOptions, LoopbackUnavailable, Timeout } from '../errors.ts';
import { loopbackHosts } from '../secure-url.ts';
import { errorCode } from './durable-file.ts';
import { loopbackPageHeaders, renderLoopbackPage } from './loopback-page.ts';
import type { LoopbackPage } from './loopback-page.ts';

/** Which of a native client's redirect URIs may be listened on. */
export interface LoopbackReceiverOptions {
  /** Registered URIs such as `http://127.0.0.1:7491/callback`, tried in this order. */
  readonly redirectUris: readonly string[];
}

/** What the receiver waits for. */
export interface LoopbackWait {
  /** The state of the sign-in that was begun; callbacks with another one are turned away. */
  readonly expectedState: string;
  /** How long a person may take. Default: 300. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  /**
   * Also take a refusal without any state, which Trackmania's service sends on a wrong scope.
   * Another program can make such a one and so end the wait, but it brings no code. Default: false.
   */
  readonly takesRefusalWithoutState?: boolean;
}

/** A small server on this computer that waits for one sign-in to come back. */
export interface LoopbackReceiver {
  /** The URI it listens on: hand it to `createAuthorizationUrl`. */
  readonly redirect_uri: string;
  /**
   * Waits for the callback with the expected state and gives its whole URL, for `handleCallback`. A
   * refusal is a callback too. The receiver is closed afterwards, whatever happens.
   *
   * @throws Timeout, or the reason of the signal
   */
  receive(wait: LoopbackWait): Promise<string>;
  /** Stops listening. Calling it twice does no harm. */
  close(): Promise<void>;
}

const pages = {
  done: {
    isDone: true,
    heading: 'You are signed in',
    text: 'You can close this window and go back to the program.',
  },
  refused: {
    isDone: false,
    heading: 'You are not signed in',
    text: 'The sign-in was refused. You can close this window; the program says why.',
  },
  foreign: {
    isDone: false,
    heading: 'This is not the sign-in that was begun',
    text: 'Go back to the window that the program opened, or begin again from the program.',
  },
  missing: { isDone: false, heading: 'Nothing is here', text: 'You can close this window.' },
  method: { isDone: false, heading: 'Not allowed', text: 'Only GET is answered here.' },
} satisfies Record<string, LoopbackPage>;

type Answerer = (url: string, response: ServerResponse) => void;

interface Listener {
  readonly redirect_uri: string;
  readonly servers: readonly Server[];
  /** Decides what a request to the right path means; set while somebody waits. */
  answer: Answerer | undefined;
  /** Requests that came before anybody waited. */
  readonly early: Parameters<Answerer>[];
}

const earlyRequestsMax = 8;

function parseLoopbackUri(redirect_uri: string): URL {
  const url = URL.canParse(redirect_uri) ? new URL(redirect_uri) : undefined;
  if (url?.protocol !== 'http:' || !loopbackHosts.includes(url.hostname) || url.port === '') {
    throw new InvalidOptions(
      'a loopback redirect URI is http, to 127.0.0.1, [::1] or localhost, and names its port',
    );
  }
  return url;
}

function send(response: ServerResponse, status: number, page: LoopbackPage): void {
  response.writeHead(status, { ...loopbackPageHeaders, ...(status === 405 && { allow: 'GET' }) });
  response.end(renderLoopbackPage(page));
}

/** The path and query of a registered URI as they were written, with nothing normalized. */
function targetOf(redirect_uri: string): string {
  return redirect_uri.replace(/^[^:]+:\/\/[^/?]*/, '') || '/';
}

function handle(listener: Listener, request: IncomingMessage, response: ServerResponse): void {
  const target = targetOf(listener.redirect_uri);
  const url = request.url ?? '';
  const isTarget = target.includes('?')
    ? url.startsWith(`${target}&`)
    : url.split('?')[0] === target;
  const host = new URL(listener.redirect_uri).host;
  if (!isTarget || request.headers.host?.toLowerCase() !== host) {
    send(response, 404, pages.missing);
  } else if (request.method !== 'GET') {
    send(response, 405, pages.method);
  } else if (listener.answer !== undefined) {
    listener.answer(url, response);
  } else if (listener.early.length < earlyRequestsMax) {
    listener.early.push([url, response]);
  } else {
    send(response, 400, pages.foreign);
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closeServers(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}

/** Listens on a URI's address, or on both addresses of localhost; undefined when it is not free. */
async function openListener(redirect_uri: string): Promise<Listener | undefined> {
  const url = parseLoopbackUri(redirect_uri);
  const named = url.hostname.replace(/^\[|\]$/g, '');
  const hosts = named === 'localhost' ? ['127.0.0.1', '::1'] : [named];
  const servers: Server[] = [];
  const listener: Listener = { redirect_uri, servers, answer: undefined, early: [] };
  for (const host of hosts) {
    const server = createServer((request, response) => handle(listener, request, response));
    try {
      await listen(server, Number(url.port), host);
      servers.push(server);
    } catch (error) {
      const code = errorCode(error);
      // A computer without IPv6 still has a localhost.
      if (servers.length > 0 && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) continue;
      await closeServers(servers);
      if (!['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) throw error;
      return undefined;
    }
  }
  return listener;
}

/** True when a callback is for this wait: it brings the expected state, or may lack one. */
function isAwaited(parameters: URLSearchParams, wait: LoopbackWait): boolean {
  const states = parameters.getAll('state');
  if (states.length < 2 && (states[0] ?? '') === '' && wait.takesRefusalWithoutState === true) {
    return parameters.has('error') && !parameters.has('code');
  }
  return states.length === 1 && equalTexts(wait.expectedState, states[0] ?? '');
}

/** Waits until one request brings the expected state, and has been answered. */
async function awaitCallback(listener: Listener, wait: LoopbackWait): Promise<string> {
  const { expectedState, timeoutSeconds = 300, signal } = wait;
  if (expectedState === '') throw new InvalidOptions('expectedState is empty');
  signal?.throwIfAborted();
  return new Promise<string>((resolve, reject) => {
    const settle = (act: () => void): void => {
      listener.answer = undefined;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      act();
    };
    const abort = (): void => settle(() => reject(signal?.reason as Error));
    const timer = setTimeout(() => {
      const message = `nobody signed in within ${timeoutSeconds} seconds`;
      settle(() => reject(new Timeout(message)));
    }, timeoutSeconds * 1000);
    signal?.addEventListener('abort', abort, { once: true });
    const answer: Answerer = (url, response) => {
      const parameters = parseCallback(url);
      if (!isAwaited(parameters, wait)) {
        send(response, 400, pages.foreign);
        return;
      }
      const callback = new URL(listener.redirect_uri).origin + url;
      response.once('close', () => settle(() => resolve(callback)));
      listener.answer = undefined;
      send(response, 200, parameters.has('error') ? pages.refused : pages.done);
    };
    listener.answer = answer;
    for (const request of listener.early.splice(0)) answer(...request);
  });
}

/**
 * Listens on the first of a native client's registered loopback URIs that is free.
 *
 * @throws LoopbackUnavailable when none is free; the message names them all
 * @throws InvalidOptions when there is none, or one is not a loopback URI with a port
 * @see RFC 8252 §7.3; the book, chapter 7 (the port must match exactly)
 */
export async function openLoopbackReceiver(
  options: LoopbackReceiverOptions,
): Promise<LoopbackReceiver> {
  const { redirectUris } = options;
  if (redirectUris.length === 0) throw new InvalidOptions('redirectUris is empty');
  for (const redirect_uri of redirectUris) parseLoopbackUri(redirect_uri);
  for (const redirect_uri of redirectUris) {
    const listener = await openListener(redirect_uri);
    if (listener === undefined) continue;
    const close = (): Promise<void> => closeServers(listener.servers);
    return {
      redirect_uri,
      receive: (wait) => awaitCallback(listener, wait).finally(close),
      close,
    };
  }
  throw new LoopbackUnavailable(
    'every registered redirect URI is taken by another program; free one of them: ' +
      redirectUris.join(', '),
  );
}
