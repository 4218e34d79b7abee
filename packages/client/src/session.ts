import type {
  CsvStreamOf,
  DataAnswerOf,
  DataArguments,
  DataParametersOf,
  DataStreamOf,
} from './data/data-arguments.ts';
import type { RateLimit } from './data/data-request.ts';
import type { CsvStreamOptions } from './data/stream-data.ts';
import { isClientError } from './errors.ts';
import type { Profile, SessionRecord } from './protected-resource.ts';
import type { CallOptions, Provider } from './provider.ts';
import { isRefusedAccessToken } from './renewal.ts';
import { createSessionTokens, TokenKeeper } from './token-keeper.ts';
import type { SessionOptions, SessionTokens } from './token-keeper.ts';
import type { TrackmaniaProvider } from './trackmania/provider.ts';
import type { TrackmaniaSession } from './trackmania/session.ts';

/**
 * One member's tokens, kept valid. Parallel callers, in this process and in all others that share
 * the store, cause one refresh between them.
 */
export interface Session extends SessionTokens {
  /**
   * Ends this session at the service, then forgets its tokens. When the service cannot be reached
   * the tokens stay, since the session lives on: see {@link SessionTokens.forget}.
   */
  signOut(options?: CallOptions & { readonly forget_browser?: boolean }): Promise<void>;
  profile(options?: CallOptions): Promise<Profile>;
  sessions(options?: CallOptions): Promise<SessionRecord[]>;
  revokeSessions(session_ids: readonly string[], options?: CallOptions): Promise<void>;
  /** Ends all sessions of the member with this app, then forgets the tokens of this one. */
  revokeClient(options?: CallOptions): Promise<void>;
  /** What is left of this member's requests in this minute, as the last answer told; over at `reset_at`. */
  readonly rateLimit: RateLimit | undefined;
  /**
   * Asks a data method and follows its answer to the end; see {@link DataArguments}
   * and {@link DataAnswerOf}.
   */
  get<Path extends string>(path: Path, ...rest: DataArguments<Path>): Promise<DataAnswerOf<Path>>;
  /** Asks a data method and gives its rows as they come; see {@link DataStreamOf}. */
  stream<Path extends string>(
    path: Path,
    parameters: DataParametersOf<Path> | URLSearchParams,
    options: CsvStreamOptions,
  ): Promise<CsvStreamOf<Path>>;
  stream<Path extends string>(
    path: Path,
    ...rest: DataArguments<Path>
  ): Promise<DataStreamOf<Path>>;
}

// The book, chapters 16.1, 16.4 and 16.7: each of them tells a refresh that its session is over.
const endOfSession = new Set(['invalid_grant', 'invalid_token', 'access_denied']);

function createIracingSession(options: SessionOptions): Session {
  const { provider } = options;
  const keeper = new TokenKeeper(options, ({ error }) => endOfSession.has(error));

  let rateLimit: RateLimit | undefined;
  const watch = <Path extends string>([parameters, call]: DataArguments<Path>) => {
    const onRateLimit = (told: RateLimit): void => {
      rateLimit = told;
      call?.onRateLimit?.(told);
    };
    return [parameters, { ...call, onRateLimit }] as unknown as DataArguments<Path>;
  };

  /**
   * Ends something that takes this session with it; tokens that are dead already are no obstacle.
   */
  async function endAndForget(
    signal: AbortSignal | undefined,
    end: (access_token: string) => Promise<void>,
  ): Promise<void> {
    try {
      await keeper.use(signal, end);
    } catch (error) {
      const isDead =
        isClientError(error, 'sign_in_required') ||
        isClientError(error, 'refresh_outcome_unknown') ||
        isRefusedAccessToken(error);
      if (!isDead) throw error;
    }
    await keeper.replace(undefined);
  }

  return {
    ...createSessionTokens(keeper),
    signOut: (call) => endAndForget(call?.signal, (token) => provider.revokeCurrent(token, call)),
    profile: (call) => keeper.use(call?.signal, (token) => provider.profile(token, call)),
    sessions: (call) => keeper.use(call?.signal, (token) => provider.sessions(token, call)),
    revokeSessions: (ids, call) =>
      keeper.use(call?.signal, (token) => provider.revokeSessions(token, ids, call)),
    revokeClient: (call) =>
      endAndForget(call?.signal, (token) => provider.revokeClient(token, call)),
    get rateLimit() {
      return rateLimit;
    },
    get: (path, ...rest) =>
      keeper.use(rest[1]?.signal, (token) => provider.get(token, path, ...watch(rest))),
    stream: (path: string, ...rest: DataArguments<string>) =>
      keeper.use(rest[1]?.signal, (token) =>
        provider.stream(token, path, ...watch<string>(rest)),
      ) as Promise<never>,
  };
}

/**
 * Makes a session of a provider and the place where one member's tokens live. Nothing is read or
 * sent until it is used. What a session can do is its provider's dialect.
 */
export function createSession(options: SessionOptions): Session;
export function createSession(options: SessionOptions<TrackmaniaProvider>): TrackmaniaSession;
export function createSession(
  options: SessionOptions<Provider | TrackmaniaProvider>,
): Session | TrackmaniaSession;
export function createSession(
  options: SessionOptions<Provider | TrackmaniaProvider>,
): Session | TrackmaniaSession {
  const { provider } = options;
  // What opens a session of another dialect comes with its provider, and only with it.
  return provider.dialect === 'trackmania'
    ? provider.openSession({ ...options, provider })
    : createIracingSession({ ...options, provider });
}
