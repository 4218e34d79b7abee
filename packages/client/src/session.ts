import type { DataParameters } from './data/data-request.ts';
import type { DataAnswer, DataOptions } from './data/get-data.ts';
import { isClientError, SignInRequired, StoreFailure } from './errors.ts';
import type { Profile, SessionRecord } from './protected-resource.ts';
import type { CallOptions, Provider } from './provider.ts';
import type { TokenSet } from './token-set.ts';
import type { TokenStore } from './token-store.ts';

/** What a session is made of. */
export interface SessionOptions {
  readonly provider: Provider;
  readonly store: TokenStore;
  /** An access token is renewed when it has no more than this left to live. Default: 30. */
  readonly expiryMarginSeconds?: number;
}

/**
 * One member's tokens, kept valid. Parallel callers, in this process and in all others that share
 * the store, cause one refresh between them.
 */
export interface Session {
  /**
   * An access token that is valid now. New tokens have been stored before they are given out.
   *
   * @throws SignInRequired when there are no tokens or they are over
   * @throws StoreFailure, NetworkFailure, Timeout, TokenErrorResponse, RateLimited,
   *   InvalidResponse; the stored tokens are then as they were
   */
  accessToken(options?: CallOptions): Promise<string>;
  /** The tokens as they are stored, valid or not. */
  tokens(): Promise<TokenSet | undefined>;
  /** Stores the tokens of a new sign-in in place of what was there. */
  signIn(tokenSet: TokenSet): Promise<void>;
  /**
   * Ends this session at the service, then forgets its tokens. When the service cannot be reached
   * the tokens stay, since the session lives on: see {@link Session.forget}.
   */
  signOut(options?: CallOptions & { readonly forget_browser?: boolean }): Promise<void>;
  /** Forgets the tokens here and tells nobody. */
  forget(): Promise<void>;
  profile(options?: CallOptions): Promise<Profile>;
  sessions(options?: CallOptions): Promise<SessionRecord[]>;
  revokeSessions(session_ids: readonly string[], options?: CallOptions): Promise<void>;
  /** Ends all sessions of the member with this app, then forgets the tokens of this one. */
  revokeClient(options?: CallOptions): Promise<void>;
  /** Asks a data method and follows its answer to the end; see {@link DataAnswer}. */
  get(path: string, parameters?: DataParameters, options?: DataOptions): Promise<DataAnswer>;
}

// The book, chapters 16.1, 16.4 and 16.7: each of them tells a refresh that its session is over.
const endOfSession = new Set(['invalid_grant', 'invalid_token', 'access_denied']);

function isRefusedAccessToken(error: unknown): boolean {
  return (
    isClientError(error, 'resource_error_response') &&
    error.speaker !== 'file_host' &&
    error.status === 401
  );
}

/** Lets a caller give up waiting, without ending what others wait for too. */
async function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A store whose every failure is a StoreFailure. */
function guardStore(store: TokenStore): Pick<TokenStore, 'load' | 'save'> {
  const guard = async <T>(act: () => Promise<T>, what: string): Promise<T> => {
    try {
      return await act();
    } catch (cause) {
      if (isClientError(cause)) throw cause;
      throw new StoreFailure(`the token store could not be ${what}`, { cause });
    }
  };
  return {
    load: () => guard(() => store.load(), 'read'),
    save: (tokenSet) => guard(() => store.save(tokenSet), 'written'),
  };
}

/** Keeps the tokens of one store valid. */
class TokenKeeper {
  readonly #provider: Provider;
  readonly #withLock: TokenStore['withLock'];
  readonly #store: Pick<TokenStore, 'load' | 'save'>;
  readonly #marginSeconds: number;
  readonly #refreshing = new Map<string, Promise<TokenSet>>();
  // Tokens that were answered but could not be stored, by the refresh token they cost.
  #unsaved: { readonly spent: string; readonly tokenSet: TokenSet } | undefined;

  constructor(options: SessionOptions) {
    this.#provider = options.provider;
    this.#store = guardStore(options.store);
    this.#withLock = (action) => options.store.withLock(action);
    this.#marginSeconds = options.expiryMarginSeconds ?? 30;
  }

  load(): Promise<TokenSet | undefined> {
    return this.#store.load();
  }

  /** Replaces what is stored, when no refresh is under way anywhere. */
  async replace(tokenSet: TokenSet | undefined): Promise<void> {
    await this.#withLock(() => this.#store.save(tokenSet));
  }

  /** Tokens with a valid access token; `refused` is one that a resource did not take. */
  async getValid(signal: AbortSignal | undefined, refused?: string): Promise<TokenSet> {
    const stored = await this.#store.load();
    if (stored === undefined) throw new SignInRequired('nobody is signed in: sign in first');
    const isFresh = this.#provider.clock() + this.#marginSeconds < stored.expires_at;
    if (isFresh && stored.access_token !== refused) return stored;
    signal?.throwIfAborted();
    return waitFor(this.#refreshOnce(stored), signal);
  }

  #refreshOnce(stale: TokenSet): Promise<TokenSet> {
    const key = stale.access_token;
    const running = this.#refreshing.get(key);
    if (running !== undefined) return running;
    const refreshing = this.#withLock(() => this.#refreshLocked(stale)).finally(() =>
      this.#refreshing.delete(key),
    );
    this.#refreshing.set(key, refreshing);
    return refreshing;
  }

  async #refreshLocked(stale: TokenSet): Promise<TokenSet> {
    const stored = await this.#store.load();
    if (stored === undefined) throw new SignInRequired('signed out meanwhile: sign in again');
    // Whoever held the lock before may have done the work.
    const isRenewed = stored.access_token !== stale.access_token;
    if (isRenewed && this.#provider.clock() < stored.expires_at) return stored;
    const { refresh_token, refresh_token_expires_at } = stored;
    if (refresh_token === undefined) {
      throw new SignInRequired(
        'the access token is over and there is no refresh token: sign in again',
      );
    }
    const unsaved = this.#unsaved;
    if (unsaved?.spent === refresh_token) return this.#keep(unsaved.spent, unsaved.tokenSet);
    if ((refresh_token_expires_at ?? Infinity) <= this.#provider.clock()) {
      throw new SignInRequired('the sign-in is over, its refresh token has expired: sign in again');
    }
    return this.#keep(refresh_token, await this.#refresh(stored));
  }

  async #keep(spent: string, tokenSet: TokenSet): Promise<TokenSet> {
    this.#unsaved = { spent, tokenSet };
    await this.#store.save(tokenSet);
    this.#unsaved = undefined;
    return tokenSet;
  }

  async #refresh(stored: TokenSet): Promise<TokenSet> {
    try {
      return await this.#provider.refresh(stored);
    } catch (cause) {
      const isOver = isClientError(cause, 'token_error_response') && endOfSession.has(cause.error);
      if (!isOver) throw cause;
      const current = await this.#store.load();
      if (current?.refresh_token === stored.refresh_token) await this.#store.save(undefined);
      throw new SignInRequired('the service has ended this sign-in: sign in again', { cause });
    }
  }
}

/**
 * Makes a session of a provider and the place where one member's tokens live. Nothing is read or
 * sent until it is used.
 */
export function createSession(options: SessionOptions): Session {
  const { provider } = options;
  const keeper = new TokenKeeper(options);

  /** A token that was refused is renewed once; the second refusal is the caller's to see. */
  async function withAccessToken<T>(
    signal: AbortSignal | undefined,
    call: (access_token: string) => Promise<T>,
  ): Promise<T> {
    const { access_token } = await keeper.getValid(signal);
    try {
      return await call(access_token);
    } catch (error) {
      if (!isRefusedAccessToken(error)) throw error;
      const renewed = await keeper.getValid(signal, access_token);
      return call(renewed.access_token);
    }
  }

  /**
   * Ends something that takes this session with it; tokens that are dead already are no obstacle.
   */
  async function endAndForget(
    signal: AbortSignal | undefined,
    end: (access_token: string) => Promise<void>,
  ): Promise<void> {
    try {
      await withAccessToken(signal, end);
    } catch (error) {
      if (!isClientError(error, 'sign_in_required') && !isRefusedAccessToken(error)) throw error;
    }
    await keeper.replace(undefined);
  }

  return {
    accessToken: async (call) => (await keeper.getValid(call?.signal)).access_token,
    tokens: () => keeper.load(),
    signIn: (tokenSet) => keeper.replace(tokenSet),
    signOut: (call) => endAndForget(call?.signal, (token) => provider.revokeCurrent(token, call)),
    forget: () => keeper.replace(undefined),
    profile: (call) => withAccessToken(call?.signal, (token) => provider.profile(token, call)),
    sessions: (call) => withAccessToken(call?.signal, (token) => provider.sessions(token, call)),
    revokeSessions: (ids, call) =>
      withAccessToken(call?.signal, (token) => provider.revokeSessions(token, ids, call)),
    revokeClient: (call) =>
      endAndForget(call?.signal, (token) => provider.revokeClient(token, call)),
    get: (path, parameters, call) =>
      withAccessToken(call?.signal, (token) => provider.get(token, path, parameters, call)),
  };
}
