import type { OAuthError, TokenResponse } from '@pitpass/protocol';

import type { DialectRules } from '../domain/dialect.ts';

/** A status with its reason, where the transport decided and not the protocol, as with 405. */
export interface TransportStatus {
  readonly status: number;
  readonly status_reason: string;
}

/** A refusal as it leaves. */
export interface FormattedError {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;
}

/** The parameters of a redirect back to the client; undefined ones are left out. */
export type RedirectParameters = Readonly<Record<string, string | undefined>>;

/** A dialect: its rules and how it words what the domain decided. Data plus a few functions. */
export interface Dialect extends DialectRules {
  readonly paths: { readonly authorize: string; readonly token: string };
  /** What its own paths begin with: below them even the transport's refusals are in its words. */
  readonly pathPrefixes: readonly string[];
  /** The realm of its Basic challenges; undefined where clients never present themselves in a header. */
  readonly basicRealm: string | undefined;
  /** The issuer under an origin, which its tokens name where their profile says so. */
  issuer(origin: string): string;
  /** Words a refusal as JSON. */
  formatError(error: OAuthError, origin: string, transport?: TransportStatus): FormattedError;
  /**
   * Words a refusal that the browser carries to the verified redirect URI; undefined when the dialect shows
   * it itself all the same.
   */
  formatErrorRedirect(
    error: OAuthError,
    origin: string,
    state: string | undefined,
  ): RedirectParameters | undefined;
  /** The page that explains an error code; undefined where the dialect has none. */
  findErrorUri(error: OAuthError, origin: string): string | undefined;
  /** The answer of the token endpoint. */
  formatTokenResponse(response: TokenResponse): object;
}
