// `fetch` rewrites paths, sets headers of its own and hides others. What is tested here is bytes, so
// requests are written with node:http, over connections that are kept alive.
import { Agent, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 64 });

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as JSON; throws with the body's beginning when it is none. */
  json<T = Record<string, unknown>>(): T;
  /** The header's value, or undefined; `set-cookie` is read from {@link Answer.headers}. */
  header(name: string): string | undefined;
}

/** What is sent. A form is encoded; a body is sent as it is. */
export interface Sent {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly form?: Readonly<Record<string, string | undefined>> | URLSearchParams;
  readonly body?: string | Buffer;
}

const formType = 'application/x-www-form-urlencoded';

/** Encodes a form; members that are undefined are left out. */
export function encodeForm(form: NonNullable<Sent['form']>): string {
  if (form instanceof URLSearchParams) return form.toString();
  const entries = Object.entries(form).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return new URLSearchParams(entries).toString();
}

function toAnswer(status: number, headers: IncomingHttpHeaders, body: string): Answer {
  return {
    status,
    headers,
    body,
    json<T>() {
      try {
        return JSON.parse(body) as T;
      } catch {
        throw new Error(`The answer ${status} is not JSON: ${body.slice(0, 200)}`);
      }
    },
    header(name) {
      const value = headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(', ') : value;
    },
  };
}

function sendOnce(origin: string, path: string, sent: Sent): Promise<Answer> {
  const url = new URL(origin);
  const body = sent.form === undefined ? sent.body : encodeForm(sent.form);
  const headers: OutgoingHttpHeaders = { ...sent.headers };
  if (sent.form !== undefined) headers['content-type'] ??= formType;
  if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
  const method = sent.method ?? (body === undefined ? 'GET' : 'POST');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { agent, host, port: url.port, method, path, headers: { host: url.host, ...headers } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve(toAnswer(incoming.statusCode ?? 0, incoming.headers, text));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/**
 * Sends one request and reads the whole answer. `path` goes out byte for byte.
 */
export function send(origin: string, path: string, sent: Sent = {}): Promise<Answer> {
  return sendOnce(origin, path, sent);
}

/** Closes the connections that are kept alive, so that the test process can end. */
export function closeConnections(): void {
  agent.destroy();
}
