/** One message that this browser's visit caused. It holds no token, code, secret or signature. */
export interface WireEntry {
  /** Epoch seconds. */
  readonly at: number;
  /** Who asked whom: Pit Wall the service, or the browser, sent by either. */
  readonly by: 'Pit Wall' | 'your browser';
  readonly method: string;
  /** Path, with the query only where Pit Wall itself wrote it. */
  readonly target: string;
  /** What is worth knowing about it. */
  readonly note: string;
  /** The status, or why there was none. */
  readonly outcome: string;
  readonly milliseconds?: number;
}

/** What goes over the wire for one browser. */
export interface WireLog {
  /** A `fetch` that writes down what it sent. */
  readonly fetch: typeof fetch;
  /** Writes down a message that Pit Wall did not send itself. */
  add(entry: Omit<WireEntry, 'at'>): void;
  /** What happened since this was asked last, the oldest first. */
  takeNew(): readonly WireEntry[];
  /** When the refresh token was traded last, in epoch seconds. */
  lastRefreshAt(): number | undefined;
}

const entriesMax = 120;

interface Message {
  readonly url: URL;
  readonly method: string;
  readonly hasToken: boolean;
  readonly form: URLSearchParams;
}

function readMessage(input: string | URL | Request, init: RequestInit | undefined): Message {
  const url = new URL(input instanceof Request ? input.url : input);
  const { method = 'GET', headers, body } = init ?? {};
  return {
    url,
    method,
    hasToken: new Headers(headers).has('authorization'),
    form: new URLSearchParams(typeof body === 'string' ? body : ''),
  };
}

/** The parts of a message that may be shown. */
function describeMessage({ url, hasToken, form }: Message): Pick<WireEntry, 'target' | 'note'> {
  const grant_type = form.get('grant_type');
  if (grant_type !== null) return { target: url.pathname, note: `grant_type=${grant_type}` };
  if (hasToken) {
    return {
      target: `${url.pathname}${decodeURIComponent(url.search)}`,
      note: 'with Bearer token',
    };
  }
  return { target: url.pathname, note: 'signed link, without the token' };
}

/**
 * Starts a log. The newest 120 entries are kept until they are taken.
 *
 * @param options.milliseconds a clock that only measures
 */
export function createWireLog(options: {
  readonly fetch: typeof fetch;
  readonly clock: () => number;
  readonly milliseconds: () => number;
}): WireLog {
  let entries: WireEntry[] = [];
  let lastRefreshAt: number | undefined;
  function add(entry: Omit<WireEntry, 'at'>): void {
    entries = [...entries, { ...entry, at: options.clock() }].slice(-entriesMax);
  }
  return {
    add,
    fetch: async (input, init) => {
      const message = readMessage(input, init);
      const began = options.milliseconds();
      const shown = {
        by: 'Pit Wall',
        method: message.method,
        ...describeMessage(message),
      } as const;
      const elapsed = (): number => Math.round(options.milliseconds() - began);
      try {
        const response = await options.fetch(input, init);
        add({ ...shown, outcome: String(response.status), milliseconds: elapsed() });
        const isRefresh = message.form.get('grant_type') === 'refresh_token';
        if (isRefresh && response.status === 200) lastRefreshAt = options.clock();
        return response;
      } catch (error) {
        add({ ...shown, outcome: 'no answer', milliseconds: elapsed() });
        throw error;
      }
    },
    takeNew: () => {
      const taken = entries;
      entries = [];
      return taken;
    },
    lastRefreshAt: () => lastRefreshAt,
  };
}
