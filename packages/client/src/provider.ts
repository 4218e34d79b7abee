import type { AsyncSha256 } from '@pitpass/protocol';
import { createAuthorizationUrl, handleCallback } from './authorization.ts';
import type {
  AuthorizationBeginning,
  AuthorizationChecks,
  AuthorizationOptions,
  Callback,
} from './authorization.ts';
import { createConfiguration } from './configuration.ts';
import type { Configuration, Endpoints, IracingOptions } from './configuration.ts';
import type {
  CsvStreamOf,
  DataAnswerOf,
  DataArguments,
  DataParametersOf,
  DataStreamOf,
} from './data/data-arguments.ts';
import type { RateLimit } from './data/data-request.ts';
import { getData } from './data/get-data.ts';
import type { CsvStreamOptions } from './data/stream-data.ts';
import { InvalidOptions } from './errors.ts';
import { loadPart } from './load-part.ts';
import type { Log } from './logger.ts';
import type * as resources from './protected-resource.ts';
import type { Profile, SessionRecord } from './protected-resource.ts';
import type { Clock } from './runtime.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenSet } from './token-set.ts';

/** Options that every single request takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** A member's credentials for the grant `password_limited`. */
export interface PasswordLimitedRequest extends CallOptions {
  /** Sent as it is. */
  readonly username: string;
  /** As the member types it; it is masked here and never sent itself. */
  readonly password: string;
  /** Scopes separated by spaces. Default: the provider's. */
  readonly scope?: string;
}

/**
 * One client at one authorization service, and the data service that trusts it. It keeps nothing:
 * tokens go in and come out. For tokens that live longer than one call, see `createSession`.
 */
export interface Provider {
  readonly dialect: 'iracing';
  readonly client_id: string;
  readonly endpoints: Endpoints;
  readonly clock: Clock;
  /** SHA-256 as this runtime has it. */
  readonly digest: AsyncSha256;
  /** Tells the logger that was given, if any. */
  readonly log?: Log;
  /** Begins a sign-in. @throws InvalidOptions */
  createAuthorizationUrl(options?: AuthorizationOptions): Promise<AuthorizationBeginning>;
  /**
   * Ends a sign-in: verifies the state, then trades the code. See {@link handleCallback} for
   * errors.
   */
  handleCallback(
    callback: Callback,
    checks: AuthorizationChecks | undefined,
    options?: CallOptions,
  ): Promise<TokenSet>;
  /**
   * Trades the refresh token for new tokens. It works once: call this only where nobody else can be
   * doing the same, or leave it to a session.
   *
   * @throws SignInRequired is never thrown here: a refusal is a TokenErrorResponse
   */
  refresh(tokenSet: TokenSet, options?: CallOptions): Promise<TokenSet>;
  /** Signs a listed member in without a browser. Strictly limited: do it once, then refresh. */
  passwordLimited(request: PasswordLimitedRequest): Promise<TokenSet>;
  sessions(access_token: string, options?: CallOptions): Promise<SessionRecord[]>;
  profile(access_token: string, options?: CallOptions): Promise<Profile>;
  revokeCurrent(
    access_token: string,
    options?: CallOptions & { readonly forget_browser?: boolean },
  ): Promise<void>;
  revokeSessions(
    access_token: string,
    session_ids: readonly string[],
    options?: CallOptions,
  ): Promise<void>;
  revokeClient(access_token: string, options?: CallOptions): Promise<void>;
  /**
   * What is left of the minute, as the last answer of the data service told it to whoever asked; of a member
   * alone, a session knows.
   */
  readonly rateLimit: RateLimit | undefined;
  /**
   * Asks a data method and follows its answer to the end; see {@link DataArguments} and
   * {@link DataAnswerOf}.
   */
  get<Path extends string>(
    access_token: string,
    path: Path,
    ...rest: DataArguments<Path>
  ): Promise<DataAnswerOf<Path>>;
  /** Asks a data method and gives its rows as they come; see {@link DataStreamOf}. */
  stream<Path extends string>(
    access_token: string,
    path: Path,
    parameters: DataParametersOf<Path> | URLSearchParams,
    options: CsvStreamOptions,
  ): Promise<CsvStreamOf<Path>>;
  stream<Path extends string>(
    access_token: string,
    path: Path,
    ...rest: DataArguments<Path>
  ): Promise<DataStreamOf<Path>>;
}

async function refresh(
  configuration: Configuration,
  tokenSet: TokenSet,
  signal: AbortSignal | undefined,
): Promise<TokenSet> {
  const { refresh_token } = tokenSet;
  if (refresh_token === undefined) throw new InvalidOptions('the token set has no refresh token');
  return requestTokens(configuration, {
    parameters: { grant_type: 'refresh_token', refresh_token },
    secrets: [refresh_token],
    previous: tokenSet,
    signal,
  });
}

type Resources = typeof resources;

/** A function of the part that asks the service about sessions and members, loaded when it is called. */
function resource<Name extends keyof Resources>(
  configuration: Configuration,
  name: Name,
): Resources[Name] extends (_: Configuration, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;
function resource(configuration: Configuration, name: keyof Resources): unknown {
  return async (...rest: readonly unknown[]) => {
    const part = await loadPart(import('./protected-resource.ts'));
    return (part[name] as (...all: unknown[]) => unknown)(configuration, ...rest);
  };
}

/**
 * Describes an app to the iRacing dialect: production unless `issuerUrl` and `dataUrl` say
 * otherwise.
 *
 * @throws InvalidOptions when an option is missing or malformed
 * @throws InsecureUrl when a URL is plain http to another computer
 */
export function iracing(options: IracingOptions): Provider {
  const configuration = createConfiguration(options);
  return {
    dialect: 'iracing',
    client_id: configuration.client_id,
    endpoints: configuration.endpoints,
    clock: configuration.clock,
    digest: configuration.digest,
    log: configuration.log,
    createAuthorizationUrl: (request) => createAuthorizationUrl(configuration, request),
    handleCallback: (callback, checks, call) =>
      handleCallback(configuration, callback, checks, call?.signal),
    refresh: (tokenSet, call) => refresh(configuration, tokenSet, call?.signal),
    passwordLimited: async (request) =>
      (await loadPart(import('./password-limited.ts'))).passwordLimited(configuration, request),
    sessions: resource(configuration, 'listSessions'),
    profile: resource(configuration, 'fetchProfile'),
    revokeCurrent: resource(configuration, 'revokeCurrent'),
    revokeSessions: resource(configuration, 'revokeSessions'),
    revokeClient: resource(configuration, 'revokeClient'),
    get rateLimit() {
      return configuration.budget.rateLimit;
    },
    get: <Path extends string>(
      token: string,
      path: Path,
      ...[parameters, call]: DataArguments<Path>
    ) => getData(configuration, token, path, parameters, call) as Promise<DataAnswerOf<Path>>,
    stream: async (token: string, path: string, ...[parameters, call]: DataArguments<string>) => {
      const { streamData } = await loadPart(import('./data/stream-data.ts'));
      return streamData(configuration, token, path, parameters, call) as Promise<never>;
    },
  };
}
