import { refuse } from './refuse.ts';
import { decodeBase64Url } from './base64url.ts';
import { parseJsonObject } from './json-object.ts';
import { signatureAlgorithms } from './signature-algorithm.ts';
import type { SignatureAlgorithm } from './signature-algorithm.ts';

const tokenLengthMax = 8192;
const kidForm = /^[\w.~+=:-]{1,256}$/;

/** An access token taken apart. Its form is right; nothing is verified yet. */
export interface CompactJws {
  readonly alg: string;
  readonly algorithm: SignatureAlgorithm;
  readonly kid: string;
  /** What the signature is over. */
  readonly input: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly claims: Readonly<Record<string, unknown>>;
}

function parsePart(text: string): Readonly<Record<string, unknown>> {
  const bytes = decodeBase64Url(text) ?? refuse('token_malformed');
  const parsed = parseJsonObject(bytes);
  if ('members' in parsed) return parsed.members;
  return refuse(parsed.problem === 'member_repeated' ? 'member_repeated' : 'token_malformed');
}

/** Media types do not mind case, and `application/` may be left out. @see RFC 9068 §4; RFC 7515 §4.1.9 */
function isAccessTokenType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(application\/)?at\+jwt$/i.test(typ);
}

/**
 * Takes an access token apart and refuses what no key is needed to refuse, so that nobody can have the key
 * set fetched by a token that could never be good.
 *
 * @param jwksUrl the only `jku` that a token may name
 * @throws AccessTokenInvalid
 * @see RFC 7515 §5.2; RFC 8725 §3; RFC 9068 §4
 */
export function parseCompactJws(token: string, jwksUrl: string): CompactJws {
  if (typeof token !== 'string') refuse('token_malformed');
  if (token.length > tokenLengthMax) refuse('token_too_long');
  const parts = token.split('.');
  if (parts.length !== 3) refuse('token_malformed');
  const [head = '', body = '', tail = ''] = parts;
  const header = parsePart(head);
  if ('crit' in header) refuse('header_critical');
  if ('jwk' in header || 'x5c' in header || 'x5u' in header) refuse('header_with_key');
  if ('jku' in header && header['jku'] !== jwksUrl) refuse('jku_foreign');
  if (!isAccessTokenType(header['typ'])) refuse('type_wrong');
  const { alg, kid } = header;
  const algorithm = typeof alg === 'string' ? signatureAlgorithms.get(alg) : undefined;
  if (typeof alg !== 'string' || algorithm === undefined) return refuse('algorithm_refused');
  if (typeof kid !== 'string' || !kidForm.test(kid)) return refuse('kid_malformed');
  const signature = decodeBase64Url(tail) ?? refuse('signature_malformed');
  const claims = parsePart(body);
  const input = new TextEncoder().encode(`${head}.${body}`);
  return { alg, algorithm, kid, input, signature, claims };
}
