import { InvalidResponse, isClientError, Timeout } from './errors.ts';
import { parseSecureUrl, urlForMessage } from './secure-url.ts';
import { createNetworkFailure, describeAnswer, fetchResponse } from './transport.ts';
import type { Answer, TransportRequest } from './transport.ts';

/** An answer of which only the head has been read. */
export interface StreamedAnswer extends Omit<Answer, 'text'> {
  /** The body, piece after piece; leaving it early ends the download. */
  readonly pieces: AsyncIterable<string>;
}

/** Sends one request and leaves the body to be read at the reader's pace. */
export type StreamTransport = (request: TransportRequest) => Promise<StreamedAnswer>;

/** Fails when nothing arrives for so long, however long the whole takes. */
class Patience {
  readonly #silence = new AbortController();
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(seconds: number) {
    this.#milliseconds = seconds * 1000;
  }

  get signal(): AbortSignal {
    return this.#silence.signal;
  }

  async during<T>(wait: Promise<T>): Promise<T> {
    this.#timer = setTimeout(() => this.#silence.abort(), this.#milliseconds);
    try {
      return await wait;
    } finally {
      clearTimeout(this.#timer);
    }
  }
}

function pageRefusal(asked: string, response: Response, request: TransportRequest): Error {
  const what = 'a web page: check the address, and what stands in between';
  return new InvalidResponse(`${asked} answered with ${what}`, describeAnswer(response, request));
}

/**
 * Makes a transport for files that are read as they come. Its timeout is for the head and for each piece
 * of the body; nothing is counted while the reader is busy.
 *
 * The transport, and the reading of the pieces, throw InsecureUrl, Timeout, NetworkFailure,
 * InvalidResponse (a redirect that is not followed, a web page), or the reason of the caller's signal.
 */
export function createStreamTransport(fetchAnswer: typeof fetch): StreamTransport {
  return async (request) => {
    const url = parseSecureUrl(
      request.url,
      `the address of ${request.subject}`,
      request.plainHttpHosts,
    );
    const asked = `${request.subject} (${urlForMessage(url)})`;
    const patience = new Patience(request.timeoutSeconds);
    const signals = request.signal === undefined ? [] : [request.signal];
    const signal = AbortSignal.any([patience.signal, ...signals]);

    async function guard<T>(wait: Promise<T>): Promise<T> {
      try {
        return await patience.during(wait);
      } catch (cause) {
        if (request.signal?.aborted === true) throw request.signal.reason;
        if (isClientError(cause)) throw cause;
        if (patience.signal.aborted) {
          throw new Timeout(`${asked} sent nothing for ${request.timeoutSeconds} seconds`);
        }
        throw createNetworkFailure(asked, cause);
      }
    }

    async function* readPieces(response: Response): AsyncGenerator<string> {
      if (response.body === null) return;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let mayBePage = response.ok;
      try {
        for (;;) {
          const { done, value } = await guard(reader.read());
          const piece = done ? decoder.decode() : decoder.decode(value, { stream: true });
          if (mayBePage && /^\s*</.test(piece)) throw pageRefusal(asked, response, request);
          mayBePage &&= piece.trim() === '';
          if (piece !== '') yield piece;
          if (done) return;
        }
      } finally {
        // Nothing happens when it has been read to its end.
        await reader.cancel().catch(() => undefined);
      }
    }

    const response = await guard(fetchResponse(fetchAnswer, request, signal, asked));
    return {
      ...describeAnswer(response, request),
      headers: response.headers,
      pieces: readPieces(response),
    };
  };
}
