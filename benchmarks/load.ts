// A closed loop over raw sockets: every connection has one request in flight. Hand-made, because a general
// load tool on one core reaches less than the bare server it is to measure.
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** An answer: its status and its body. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What one connection sends next, and what it does with the answer. */
export interface Conversation {
  /** The next request, whole; undefined when there is nothing more to ask. */
  next(): string | undefined;
  /** Throws when the answer is not the one that counts. */
  take(answer: Answer): void;
}

/** What a run measured. */
export interface LoadResult {
  readonly answers: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Formats a request for {@link runLoad}. */
export function formatRequest(
  port: number,
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>> = {},
  form?: Readonly<Record<string, string>>,
): string {
  const body = form === undefined ? '' : new URLSearchParams(form).toString();
  const lines = [`${method} ${path} HTTP/1.1`, `Host: localhost:${port}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (form !== undefined) {
    lines.push('Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

function readAnswer(buffered: string): { answer: Answer; rest: string } | undefined {
  const headEnd = buffered.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = buffered.slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = headEnd + 4 + Number(length);
    if (buffered.length < end) return undefined;
    return {
      answer: { status, body: buffered.slice(headEnd + 4, end) },
      rest: buffered.slice(end),
    };
  }
  const end = buffered.indexOf('\r\n0\r\n\r\n', headEnd);
  if (end < 0) return undefined;
  const body = buffered.slice(headEnd + 4, end).replace(/^[0-9a-f]+\r\n/i, '');
  return { answer: { status, body }, rest: buffered.slice(end + 7) };
}

function converse(
  port: number,
  conversation: Conversation,
  deadline: () => boolean,
  latenciesMs: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: '127.0.0.1', port });
    let buffered = '';
    let sentAt = 0;
    const send = () => {
      const request = deadline() ? undefined : conversation.next();
      if (request === undefined) {
        socket.end();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request, 'latin1');
    };
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      buffered += chunk;
      const read = readAnswer(buffered);
      if (read === undefined) return;
      buffered = read.rest;
      latenciesMs.push(performance.now() - sentAt);
      try {
        conversation.take(read.answer);
      } catch (error) {
        socket.destroy();
        reject(error);
        return;
      }
      send();
    });
  });
}

/**
 * Runs all conversations at once until each has nothing more to ask, or the seconds are over.
 */
export async function runLoad(
  port: number,
  conversations: readonly Conversation[],
  secondsMax: number,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const began = performance.now();
  const isOver = () => performance.now() - began >= secondsMax * 1000;
  await Promise.all(conversations.map((one) => converse(port, one, isOver, latenciesMs)));
  const seconds = (performance.now() - began) / 1000;
  latenciesMs.sort((a, b) => a - b);
  const quantile = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)] ?? 0;
  return {
    answers: latenciesMs.length,
    seconds,
    perSecond: latenciesMs.length / seconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}
