/** Every path of the dialect. @see The book, chapters 9 and 13 to 16 */
export const iracingPaths = {
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  sessions: '/oauth2/sessions',
  revokeCurrent: '/oauth2/revoke/current',
  revokeSessions: '/oauth2/revoke/sessions',
  revokeClient: '/oauth2/revoke/client',
  profile: '/oauth2/iracing/profile',
  jwks: '/oauth2/jwks.json',
  book: '/oauth2/book/',
  errorIndex: '/oauth2/book/errors.html',
} as const;

/** The `iss` of the dialect's tokens under an origin. @see The book, chapter 9 */
export function iracingIssuer(origin: string): string {
  return `${origin}/oauth2`;
}

/** The path of the page that explains an error code: what `error_uri` opens. */
export function iracingErrorPath(error: string): string {
  return `/oauth2/book/error_${error}.html`;
}
