import { formatRequest } from './load.ts';
import type { Conversation } from './load.ts';

/** Throws unless an answer is a 200 that holds a member: no other answer counts. */
export function expectOk(answer: { status: number; body: string }, member: string): void {
  if (answer.status !== 200 || !answer.body.includes(member)) {
    throw new Error(`An answer does not count: ${answer.status} ${answer.body.slice(0, 200)}`);
  }
}

/** The same request again and again. */
export const repeat = (request: string): Conversation => ({
  next: () => request,
  take: (answer) => expectOk(answer, 'access_token'),
});

/** Where and how a server takes token requests. */
export interface TokenEndpoint {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

/** Refreshes, each time with the token that the answer before gave. */
export function refreshConversation(endpoint: TokenEndpoint, first: string): Conversation {
  let refresh_token = first;
  const { port, path, headers, form } = endpoint;
  return {
    next: () =>
      formatRequest(port, 'POST', path, headers, {
        ...form,
        grant_type: 'refresh_token',
        refresh_token,
      }),
    take(answer) {
      expectOk(answer, 'access_token');
      const fresh = (JSON.parse(answer.body) as { refresh_token?: string }).refresh_token;
      if (fresh === undefined || fresh === refresh_token)
        throw new Error('The token did not rotate');
      refresh_token = fresh;
    },
  };
}

/** Exchanges codes until none is left. */
export function codeConversation(
  endpoint: TokenEndpoint,
  codes: string[],
  binding: Readonly<Record<string, string>>,
): Conversation {
  const { port, path, headers, form } = endpoint;
  return {
    next() {
      const code = codes.pop();
      if (code === undefined) return undefined;
      const body = { ...form, ...binding, grant_type: 'authorization_code', code };
      return formatRequest(port, 'POST', path, headers, body);
    },
    take: (answer) => expectOk(answer, 'access_token'),
  };
}

/** How many connections have one request in flight each. */
export const connections = 32;

/** One conversation for each connection. */
export const many = (make: (index: number) => Conversation): Conversation[] =>
  Array.from({ length: connections }, (_, index) => make(index));
