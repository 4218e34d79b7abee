import { baseUrl, seconds } from '../configuration.ts';
import { InsecureUrl, InvalidOptions } from '../errors.ts';
import { createRuntime } from '../runtime.ts';
import type { Runtime, RuntimeOptions } from '../runtime.ts';
import { parseScope } from '../scope.ts';
import { isLoopbackUrl } from '../secure-url.ts';

/** How a signature may be written. `low_s`: of the two values that verify by ES256, the lower one. */
export type SignatureForm = 'low_s' | 'any';

/** What a resource server says about itself and about the service whose tokens it accepts. */
export interface VerifierOptions extends Pick<
  RuntimeOptions,
  'fetch' | 'clock' | 'dangerouslyAllowPlainHttpTo'
> {
  /** Default: `https://oauth.iracing.com/oauth2`. */
  readonly issuerUrl?: string;
  /**
   * The issuer's key set, at the same origin. The only `jku` that a token may name. Default:
   * `<issuerUrl>/jwks.json`.
   */
  readonly jwksUrl?: string;
  /** When given, tokens of other clients are refused. */
  readonly client_id?: string;
  /** What `aud` must hold, all of it. Default: `client_id`, which must be given then, and `oauth-api`. */
  readonly audience?: string | readonly string[];
  /** Scopes separated by spaces that every token must have. Default: none. */
  readonly scope?: string;
  /** When given, tokens of another environment are refused; null accepts those without one. */
  readonly iracing_env?: string | null;
  /** How far this computer's clock and the issuer's may differ; 0 to 300. Default: 10. */
  readonly clockToleranceSeconds?: number;
  /** For one request for the key set. Default: 10. */
  readonly requestTimeoutSeconds?: number;
  /**
   * `low_s` accepts one form of each ES256 signature, the one that Pitpass writes; `any` accepts both that
   * verify. Default: `low_s`, except at production, of which it is not known.
   */
  readonly signatureForm?: SignatureForm;
}

/** {@link VerifierOptions}, checked and complete. */
export interface VerificationRules extends Pick<Runtime, 'fetch' | 'clock' | 'plainHttpHosts'> {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly client_id: string | undefined;
  readonly audiences: readonly string[];
  readonly scopes: readonly string[];
  readonly iracing_env: string | null | undefined;
  readonly clockToleranceSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly signatureForm: SignatureForm;
}

const productionIssuer = 'https://oauth.iracing.com/oauth2';
const clockToleranceSecondsMax = 300;

function pinJwksUrl(
  text: string | undefined,
  issuer: string,
  plainHttpHosts: readonly string[],
): string {
  const url = baseUrl(text ?? `${issuer}/jwks.json`, 'jwksUrl', plainHttpHosts);
  const isBesideIssuer =
    new URL(url).origin === new URL(issuer).origin || (isLoopbackUrl(url) && isLoopbackUrl(issuer));
  if (!isBesideIssuer) throw new InsecureUrl('jwksUrl must have the same origin as issuerUrl');
  return url;
}

function chooseAudiences({ audience, client_id }: VerifierOptions): readonly string[] {
  if (audience === undefined) {
    if (client_id === undefined) {
      throw new InvalidOptions('give an audience, or the client_id whose tokens are accepted');
    }
    return [client_id, 'oauth-api'];
  }
  const audiences = typeof audience === 'string' ? [audience] : [...audience];
  if (audiences.length > 0 && audiences.every((name) => typeof name === 'string' && name !== '')) {
    return audiences;
  }
  throw new InvalidOptions('audience must name at least one audience, none of them empty');
}

function chooseTolerance(value = 10): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= clockToleranceSecondsMax) return value;
  throw new InvalidOptions(
    `clockToleranceSeconds must be a whole number from 0 to ${clockToleranceSecondsMax}`,
  );
}

/**
 * Checks a verifier's options and fills in the defaults.
 *
 * @throws InvalidOptions when one is missing or malformed
 * @throws InsecureUrl when a URL is plain http to another computer, or the key set is not the issuer's
 */
export function createVerificationRules(options: VerifierOptions): VerificationRules {
  const { fetch, clock, plainHttpHosts } = createRuntime(options);
  const issuer = baseUrl(options.issuerUrl ?? productionIssuer, 'issuerUrl', plainHttpHosts);
  const { client_id, iracing_env, scope = '', signatureForm } = options;
  if (client_id !== undefined && (typeof client_id !== 'string' || client_id.trim() === '')) {
    throw new InvalidOptions('client_id is empty');
  }
  if (signatureForm !== undefined && signatureForm !== 'low_s' && signatureForm !== 'any') {
    throw new InvalidOptions('signatureForm must be low_s or any');
  }
  return {
    fetch,
    clock,
    plainHttpHosts,
    issuer,
    jwksUrl: pinJwksUrl(options.jwksUrl, issuer, plainHttpHosts),
    client_id,
    audiences: chooseAudiences(options),
    scopes: parseScope(scope).split(' ').filter(Boolean),
    iracing_env,
    clockToleranceSeconds: chooseTolerance(options.clockToleranceSeconds),
    requestTimeoutSeconds: seconds(options.requestTimeoutSeconds, 10, 'requestTimeoutSeconds'),
    signatureForm: signatureForm ?? (issuer === productionIssuer ? 'any' : 'low_s'),
  };
}
