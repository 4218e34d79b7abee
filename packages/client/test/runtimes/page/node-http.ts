/*
 * `node:http` for a page: its server listens in Node, on a port of its own, and asks the page what to answer.
 * So what the SDK sends from the page goes over real connections to other origins.
 */
import { Buffer } from './buffer.ts';

/** A request on its way from Node to the page. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the page says to it. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection breaks after the body. */
  readonly isBroken: boolean;
}

/** What Node does for the page; see `page-bridge.ts`. */
interface Bridge {
  pitpassListen(): Promise<number>;
  pitpassClose(port: number): Promise<void>;
}
const bridge = globalThis as unknown as Bridge;

class Incoming {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #body: string;

  constructor({ method, url, headers, body }: Asked) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.#body = body;
  }

  on(event: string, listener: (chunk?: Buffer) => void): void {
    if (event === 'data' && this.#body !== '') {
      queueMicrotask(() => listener(Buffer.from(this.#body)));
    }
    if (event === 'end') queueMicrotask(() => listener());
  }
}

class Outgoing {
  readonly answered: Promise<Answered>;
  #resolve: (answered: Answered) => void = () => undefined;
  #status = 200;
  #headers: Readonly<Record<string, string>> = {};
  #body = '';

  constructor() {
    this.answered = new Promise((resolve) => (this.#resolve = resolve));
  }

  writeHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.#status = status;
    this.#headers = headers;
  }

  write(text: string, done: () => void): void {
    this.#body += text;
    queueMicrotask(done);
  }

  end(text = ''): void {
    this.#body += text;
    this.#send(false);
  }

  destroy(): void {
    this.#send(true);
  }

  #send(isBroken: boolean): void {
    this.#resolve({ status: this.#status, headers: this.#headers, body: this.#body, isBroken });
  }
}

type Handler = (incoming: Incoming, outgoing: Outgoing) => void;
const handlers = new Map<number, Handler>();

class Server {
  readonly #handler: Handler;
  #port = 0;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  listen(_port: number, _host: string, listening: () => void): void {
    void bridge.pitpassListen().then((port) => {
      this.#port = port;
      handlers.set(port, this.#handler);
      listening();
    });
  }

  address(): { readonly port: number } {
    return { port: this.#port };
  }

  closeAllConnections(): void {
    handlers.delete(this.#port);
  }

  close(closed: () => void): void {
    void bridge.pitpassClose(this.#port).then(closed);
  }
}

/** Makes a server. */
export const createServer = (handler: Handler): Server => new Server(handler);

/** Lets the server at a port answer. */
export function serve(port: number, asked: Asked): Promise<Answered | undefined> {
  const outgoing = new Outgoing();
  const handler = handlers.get(port);
  if (handler === undefined) return Promise.resolve(undefined);
  handler(new Incoming(asked), outgoing);
  return outgoing.answered;
}
