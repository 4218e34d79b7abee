import type { FastifyReply, FastifyRequest } from 'fastify';

import { browserLoginLifetimeSeconds } from '../domain/session/browser-login.ts';
import { rememberedBrowserLifetimeSeconds } from '../domain/session/remembered-browser.ts';
import type { Random } from '../domain/ports.ts';

/**
 * The cookies of the service: `login` says who is signed in, `browser` which browser began a sign-in, and
 * `known` in which browser a member has proven more than the password.
 */
export interface CookieNames {
  readonly login: string;
  readonly browser: string;
  readonly known: string;
  readonly isSecure: boolean;
}

/**
 * The names of the cookies under an origin. Where it is https they carry the `__Host-` prefix; on loopback
 * http they carry the port, because ports do not separate cookies.
 *
 * @see RFC 6265bis §4.1.3.2
 */
export function cookieNames(origin: string): CookieNames {
  const url = new URL(origin);
  if (url.protocol === 'https:') {
    return {
      login: '__Host-pitpass_login',
      browser: '__Host-pitpass_browser',
      known: '__Host-pitpass_known',
      isSecure: true,
    };
  }
  const port = url.port === '' ? '80' : url.port;
  return {
    login: `pitpass_login_${port}`,
    browser: `pitpass_browser_${port}`,
    known: `pitpass_known_${port}`,
    isSecure: false,
  };
}

const cookieForm = /^[A-Za-z0-9_-]{20,100}$/;

function readCookie(request: FastifyRequest, name: string): string | undefined {
  const value = request.cookies[name];
  return value !== undefined && cookieForm.test(value) ? value : undefined;
}

function attributes(names: CookieNames) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: names.isSecure } as const;
}

/** The login cookie as presented; whether it is worth anything is the store's to say. */
export function readLoginCookie(request: FastifyRequest, names: CookieNames): string | undefined {
  return readCookie(request, names.login);
}

/** Hands a login to the browser. */
export function setLoginCookie(reply: FastifyReply, names: CookieNames, value: string): void {
  reply.setCookie(names.login, value, {
    ...attributes(names),
    maxAge: browserLoginLifetimeSeconds,
  });
}

/** Takes the login out of the browser. */
export function clearLoginCookie(reply: FastifyReply, names: CookieNames): void {
  reply.clearCookie(names.login, attributes(names));
}

/** The mark of a remembered browser as presented; for whom it counts is the store's to say. */
export function readKnownCookie(request: FastifyRequest, names: CookieNames): string | undefined {
  return readCookie(request, names.known);
}

/** Hands the mark of a remembered browser out. */
export function setKnownCookie(reply: FastifyReply, names: CookieNames, mark: string): void {
  reply.setCookie(names.known, mark, {
    ...attributes(names),
    maxAge: rememberedBrowserLifetimeSeconds,
  });
}

/** The mark of this browser, or undefined when it has none. */
export function readBrowserCookie(request: FastifyRequest, names: CookieNames): string | undefined {
  return readCookie(request, names.browser);
}

/**
 * The mark of this browser, made and set when it has none. It stays the same through sign-ins, so that
 * several that run in tabs beside one another can all be finished; it proves nothing but "same browser".
 */
export function ensureBrowserCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  names: CookieNames,
  random: Random,
): string {
  const present = readBrowserCookie(request, names);
  if (present !== undefined) return present;
  const made = Buffer.from(random(32)).toString('base64url');
  reply.setCookie(names.browser, made, attributes(names));
  return made;
}
