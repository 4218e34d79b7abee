import type { ProxyRefusal } from './proxy-request.ts';

// What a page may read, and what helps when something goes wrong. Cookies are not among it.
const passedHeaders = [
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'retry-after',
  'x-request-id',
];

const contentTypes: readonly (readonly [RegExp, string])[] = [
  [/^application\/json\b/i, 'application/json'],
  [/^text\/csv\b/i, 'text/csv; charset=utf-8'],
  [/^(text\/plain|(text|application)\/xml)\b/i, 'text/plain; charset=utf-8'],
];

/** A type that no browser takes for a page, whatever the service calls its answer. */
export function safeContentType(headers: Headers): string {
  const given = headers.get('content-type') ?? '';
  return contentTypes.find(([form]) => form.test(given))?.[1] ?? 'application/octet-stream';
}

/** The headers that are taken over from an answer of the service. */
export function pickHeaders(headers: Headers): Record<string, string> {
  const picked = passedHeaders.map((name) => [name, headers.get(name)] as const);
  return Object.fromEntries(picked.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Headers of every answer: nobody keeps it, frames it, or takes it for a page. */
const baseHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  vary: 'Origin',
  'x-content-type-options': 'nosniff',
};

/** Says whom an answer is for. @param origin one that is allowed; null when the page did not say it */
export function corsHeaders(origin: string | null): Record<string, string> {
  if (origin === null) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': passedHeaders.join(', '),
  };
}

/** An answer of the proxy. */
export function createAnswer(
  body: BodyInit | null,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  return new Response(body, { status, headers: { ...baseHeaders, ...headers } });
}

/** The answer that tells why there is no other, in the form in which the service tells it. */
export function createRefusal(
  { status, ...words }: ProxyRefusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return createAnswer(JSON.stringify(words), status, {
    'content-type': 'application/json',
    ...headers,
  });
}
