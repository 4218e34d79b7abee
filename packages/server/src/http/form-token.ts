import { createHmac } from 'node:crypto';

import type { FastifyRequest } from 'fastify';

import { digestOf, equalDigests } from '../domain/presented.ts';

/**
 * The token of one form: bound to what the browser holds (its mark or its login) and to what the form is
 * about (its transaction, or the page).
 */
export function createFormToken(key: Uint8Array, holder: string, subject: string): string {
  return createHmac('sha256', key)
    .update(`${digestOf(holder)}.${digestOf(subject)}`)
    .digest('base64url');
}

/** True when a posted form token is the one that {@link createFormToken} gives. */
export function isFormTokenRight(
  presented: string | undefined,
  key: Uint8Array,
  holder: string,
  subject: string,
): boolean {
  return presented !== undefined && equalDigests(presented, createFormToken(key, holder, subject));
}

/**
 * True when a form was posted by a page of our own origin: the browser says so in `Sec-Fetch-Site`, or,
 * where it does not know that header, in `Origin`. `same-site` is not enough: another port of this computer
 * is the same site. A browser that sends neither is refused.
 *
 * @see The Fetch Metadata standard, `Sec-Fetch-Site`
 */
export function isFromOwnOrigin(request: FastifyRequest, origin: string): boolean {
  const site = request.headers['sec-fetch-site'];
  const from = request.headers.origin;
  // Our pages send no referrer, and a browser that sends none says `Origin: null` with a form.
  if (site === undefined) return from === origin;
  return site === 'same-origin' && (from === undefined || from === 'null' || from === origin);
}
