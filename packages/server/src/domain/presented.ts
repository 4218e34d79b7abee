import { hash, timingSafeEqual } from 'node:crypto';

import type { Random } from './ports.ts';

declare const digestBrand: unique symbol;

/** SHA-256 of something presented, in URL-safe Base64: the only form in which it is stored. */
export type Digest = string & { readonly [digestBrand]: true };

/** The kinds of one-time or bearer values that Pitpass makes, each with the prefix that names it. */
const prefixes = {
  authorization_code: 'ppc_',
  refresh_token: 'ppr_',
  client_secret: 'pps_',
  browser_login: 'ppb_',
  client_secret_link: 'ppk_',
  account_link: 'ppl_',
  browser_mark: 'ppm_',
} as const;

/** One of the kinds of values that {@link createPresentedValue} makes. */
export type PresentedKind = keyof typeof prefixes;

/**
 * A new value of 256 random bits with the prefix of its kind. It is handed out once and never stored.
 *
 * @see RFC 6749 §10.10
 */
export function createPresentedValue(kind: PresentedKind, random: Random): string {
  return prefixes[kind] + Buffer.from(random(32)).toString('base64url');
}

/** The digest under which a presented value is stored and looked up. */
export function digestOf(presented: string): Digest {
  return hash('sha256', presented, 'base64url') as Digest;
}

/** Compares two digests in constant time. */
export function equalDigests(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A random (version 4) UUID made from the injected randomness. @see RFC 9562 §5.4 */
export function createUuid(random: Random): string {
  const bytes = Buffer.from(random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
