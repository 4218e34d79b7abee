import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A posted form was refused before anything was done with it. */
export class FormRefused extends Error {
  override readonly name = 'FormRefused';
}

/** Makes and checks the token that every form of Pit Wall carries. */
export interface FormTokens {
  /** The token of the browser with this cookie. */
  create(cookie: string): string;
  /** @throws FormRefused when it belongs to another browser or to none */
  verify(cookie: string | undefined, token: string | null): void;
}

/** @param key 32 bytes that live as long as this process */
export function createFormTokens(key: Uint8Array): FormTokens {
  const digest = (cookie: string): Buffer =>
    createHmac('sha256', key).update(`form ${cookie}`).digest();
  return {
    create: (cookie) => digest(cookie).toString('base64url'),
    verify: (cookie, token) => {
      const brought = Buffer.from(token ?? '', 'base64url');
      const expected = digest(cookie ?? '');
      const isOwn = brought.length === expected.length && timingSafeEqual(brought, expected);
      if (cookie === undefined || !isOwn) {
        throw new FormRefused('The form does not belong to this browser, or it is out of date.');
      }
    },
  };
}

/**
 * Lets a form through only when one of Pit Wall's own pages has sent it. Another port of the same
 * address is another site's page here, although browsers call it the same site.
 *
 * @throws FormRefused
 * @see The Fetch Metadata specification; the Fetch standard on `Origin`
 */
export function verifySameOrigin(headers: IncomingHttpHeaders, origin: string): void {
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined ? headers.origin === origin : site === 'same-origin';
  if (!isOwn) throw new FormRefused('The form was sent by a page that is not one of Pit Wall.');
}

/**
 * Reads a posted form.
 *
 * @throws FormRefused when a field is there more than once
 */
export function parseForm(body: unknown): URLSearchParams {
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) {
    throw new FormRefused('The form holds a field more than once.');
  }
  return form;
}
