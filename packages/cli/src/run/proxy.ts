import { createServer, request as sendRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Duplex } from 'node:stream';

import { isLoopbackHost, parseDestination } from './allowed-host.ts';
import type { Destination } from './allowed-host.ts';
import { answeredHosts } from './answered-hosts.ts';

/** How a proxy is made. */
export interface ProxyOptions {
  /** The loopback port where TLS for the answered hosts ends. */
  readonly securePort: number;
  /** Hosts that are let through, in lower case. */
  readonly allowed: ReadonlySet<string>;
  /** The path of a request to the proxy itself that hands over an address for the browser. */
  readonly browserPath: string;
  readonly onBrowserAddress: (address: string) => void;
  /** Told why, once for each host that was refused or cannot be reached. */
  readonly onRefused: (sentence: string) => void;
}

/** A proxy that listens on loopback. */
export interface Proxy {
  readonly port: number;
  /** How often it has been asked for one of the answered hosts. */
  readonly countAnswered: () => number;
  /** Breaks every connection off. */
  readonly close: () => Promise<void>;
}

const loopback = '127.0.0.1';
const httpsPort = 443;
const addressBytesMax = 16_384;
// RFC 9110 §7.6.1: what belongs to a connection is not passed on.
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
]);

function explainRefusal(host: string): string {
  if (answeredHosts.includes(host)) {
    return `${host} is answered for on https and port 443 alone; begin the address with https://${host}/.`;
  }
  return `${host} is neither answered for nor let through; start again with "pitpass run --allow ${host} -- …" to let the program reach it.`;
}

/** Joins two connections until either ends. */
function join(left: Duplex, right: Socket): void {
  const end = () => {
    left.destroy();
    right.destroy();
  };
  for (const side of [left, right]) side.on('error', end).on('close', end);
  left.pipe(right);
  right.pipe(left);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${sentence}\n`);
}

function withoutHopByHop(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name));
  return Object.fromEntries(kept);
}

/** Passes a request in plain http on to where it is to go, and the answer back. */
function forward(
  url: URL,
  { host: hostname }: Destination,
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const { method } = incoming;
  const headers = withoutHopByHop(incoming.headers);
  const outgoing = sendRequest(url, { hostname, method, headers, agent: false });
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, withoutHopByHop(answer.headers));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `${url.host} cannot be reached.`);
  });
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** Where a connection to a destination really goes; undefined when it is refused. */
function findRoute(
  { host, port }: Destination,
  { securePort, allowed }: ProxyOptions,
): Destination | undefined {
  if (answeredHosts.includes(host)) {
    return port === httpsPort ? { host: loopback, port: securePort } : undefined;
  }
  // A name server could say that such a name is elsewhere. RFC 6761 §6.3
  if (host.endsWith('.localhost')) return { host: 'localhost', port };
  return isLoopbackHost(host) || allowed.has(host) ? { host, port } : undefined;
}

async function takeBrowserAddress(
  incoming: IncomingMessage,
  response: ServerResponse,
  { onBrowserAddress }: ProxyOptions,
): Promise<void> {
  const length = Number(incoming.headers['content-length'] ?? Number.NaN);
  if (!(length <= addressBytesMax)) return refuse(response, 413, 'The address is too long.');
  const address = await text(incoming);
  response.writeHead(204).end();
  onBrowserAddress(address);
}

function answerRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ProxyOptions,
  onRefused: (host: string) => void,
): void {
  const { url: target = '', method } = incoming;
  if (method === 'POST' && target === options.browserPath) {
    takeBrowserAddress(incoming, response, options).catch(() => response.destroy());
    return;
  }
  const url = /^http:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : undefined;
  if (url === undefined) return refuse(response, 400, 'This is the proxy of "pitpass run".');
  const destination = parseDestination(`${url.hostname}:${url.port || 80}`);
  const host = destination?.host ?? url.hostname;
  const route = destination === undefined ? undefined : findRoute(destination, options);
  if (route !== undefined) return forward(url, route, incoming, response);
  onRefused(host);
  return refuse(response, 403, explainRefusal(host));
}

/**
 * Starts a proxy on loopback: the answered hosts lead to the local service, this computer and the
 * allowed hosts to where they are, everything else is refused with a sentence. It sees no contents:
 * TLS goes through it as it is.
 *
 * @see RFC 9110 §9.3.6
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Duplex>();
  const refusedHosts = new Set<string>();
  let answeredCount = 0;
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const onRefused = (host: string, sentence = explainRefusal(host)) => {
    if (refusedHosts.has(host)) return;
    refusedHosts.add(host);
    options.onRefused(sentence);
  };
  const server = createServer((incoming, response) =>
    answerRequest(incoming, response, options, onRefused),
  );
  server.on('connection', keep);
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const destination = parseDestination(request.url ?? '');
    const route = destination === undefined ? undefined : findRoute(destination, options);
    const host = destination?.host ?? 'an unreadable address';
    socket.on('error', () => socket.destroy());
    if (route === undefined) {
      onRefused(host);
      const body = `${explainRefusal(host)}\n`;
      const type = 'content-type: text/plain; charset=utf-8';
      const length = `content-length: ${Buffer.byteLength(body)}`;
      socket.end(
        `HTTP/1.1 403 Forbidden\r\n${type}\r\n${length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    if (answeredHosts.includes(host)) answeredCount += 1;
    let isOpen = false;
    const upstream = connect(route.port, route.host);
    keep(upstream);
    socket.on('close', () => upstream.destroy());
    upstream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (!socket.writable || isOpen) return;
      onRefused(host, `${host} cannot be reached from this computer (${code}).`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
    });
    upstream.once('connect', () => {
      isOpen = true;
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      join(socket, upstream);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, loopback, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    countAnswered: () => answeredCount,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
