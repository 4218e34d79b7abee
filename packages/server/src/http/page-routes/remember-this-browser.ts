import { rememberBrowser } from '../../domain/session/remembered-browser.ts';
import type { CompleteSignIn } from '../../domain/session/remembered-browser.ts';
import { cookieNames, readKnownCookie, setKnownCookie } from '../cookies.ts';
import { toRequester } from '../http-parts.ts';
import type { SignInContext } from './sign-in.ts';

/**
 * Remembers the browser of a request: its member has just proven more than the password in it, or signed in
 * where that is all that is asked. A browser that was not known is handed its mark with the answer.
 *
 * @returns the id of the remembered browser
 */
export async function rememberThisBrowser(
  { request, reply, parts }: SignInContext,
  complete: Omit<CompleteSignIn, 'presented'>,
): Promise<string> {
  const names = cookieNames(parts.origin);
  const presented = readKnownCookie(request, names);
  const requester = toRequester(request);
  const { browser_id, mark } = await rememberBrowser({ ...complete, presented }, requester, parts);
  if (mark !== undefined) setKnownCookie(reply, names, mark);
  return browser_id;
}
