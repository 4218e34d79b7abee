import { encodeBase64Url } from '@pitpass/protocol';
import type { AsyncSha256 } from '@pitpass/protocol';
import { isClientError, RefreshOutcomeUnknown, SignInRequired, StoreFailure } from './errors.ts';
import type { TokenErrorResponse } from './errors.ts';
import type { Log } from './logger.ts';
import type { CallOptions, Provider } from './provider.ts';
import { withRenewal } from './renewal.ts';
import type { Clock } from './runtime.ts';
import { daySeconds } from './token-set.ts';
import type { RefreshIntent, TokenSet } from './token-set.ts';
import type { TokenStore } from './token-store.ts';
import { waitFor } from './wait-for.ts';

/** What a session is made of. */
export interface SessionOptions<P = Provider> {
  readonly provider: P;
  readonly store: TokenStore;
  /** An access token is renewed when it has no more than this left to live. Default: 30. */
  readonly expiryMarginSeconds?: number;
}

/** What the sessions of all dialects have in common: one member's tokens. */
export interface SessionTokens {
  /**
   * An access token that is valid now. New tokens have been stored before they are given out.
   *
   * @throws SignInRequired when there are no tokens or they are over
   * @throws RefreshOutcomeUnknown when a refresh spent the refresh token and its answer was lost
   * @throws StoreFailure, NetworkFailure, Timeout, TokenErrorResponse, RateLimited,
   *   InvalidResponse; the stored tokens are then as they were
   */
  accessToken(options?: CallOptions): Promise<string>;
  /** The tokens as they are stored, valid or not. */
  tokens(): Promise<TokenSet | undefined>;
  /** Stores the tokens of a new sign-in in place of what was there. */
  signIn(tokenSet: TokenSet): Promise<void>;
  /** Forgets the tokens here and tells nobody. */
  forget(): Promise<void>;
}

/** The part of a provider that keeps tokens valid. */
export interface TokenRefresher {
  readonly clock: Clock;
  readonly digest: AsyncSha256;
  readonly log?: Log;
  refresh(tokenSet: TokenSet, options?: CallOptions): Promise<TokenSet>;
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

/** Keeps the tokens of one store valid. What ends a sign-in is the dialect's to say. */
export class TokenKeeper {
  readonly #provider: TokenRefresher;
  readonly #isSignInOver: (refusal: TokenErrorResponse) => boolean;
  readonly #withLock: TokenStore['withLock'];
  readonly #store: Pick<TokenStore, 'load' | 'save'>;
  readonly #marginSeconds: number;
  readonly #refreshing = new Map<string, Promise<TokenSet>>();
  // Tokens that were answered but could not be stored, by the refresh token they cost.
  #unsaved: { readonly spent: string; readonly tokenSet: TokenSet } | undefined;

  constructor(
    options: SessionOptions<TokenRefresher>,
    isSignInOver: (refusal: TokenErrorResponse) => boolean,
  ) {
    this.#provider = options.provider;
    this.#isSignInOver = isSignInOver;
    this.#store = guardStore(options.store);
    this.#withLock = (action) => options.store.withLock(action);
    this.#marginSeconds = options.expiryMarginSeconds ?? 30;
  }

  /** The tokens as they are stored, valid or not. */
  load(): Promise<TokenSet | undefined> {
    return this.#store.load();
  }

  /** Replaces what is stored, when no refresh is under way anywhere. */
  async replace(tokenSet: TokenSet | undefined): Promise<void> {
    await this.#withLock(() => this.#store.save(tokenSet));
    const { expires_at } = tokenSet ?? {};
    this.#provider.log?.('info', tokenSet ? 'tokens stored' : 'tokens forgotten', { expires_at });
  }

  /** Tokens with a valid access token; `refused` is one that a resource did not take. */
  async getValid(signal: AbortSignal | undefined, refused?: string): Promise<TokenSet> {
    const stored = await this.#store.load();
    if (stored === undefined) throw new SignInRequired('nobody is signed in: sign in first');
    const left = stored.expires_at - this.#provider.clock();
    const isFresh = left > this.#marginSeconds && left <= daySeconds;
    if (isFresh && stored.access_token !== refused) return stored;
    signal?.throwIfAborted();
    return waitFor(this.#refreshOnce(stored), signal);
  }

  /** Calls a resource; a token that it refuses is renewed once. */
  use<T>(signal: AbortSignal | undefined, call: (access_token: string) => Promise<T>): Promise<T> {
    return withRenewal(
      async (refused) => (await this.getValid(signal, refused)).access_token,
      call,
    );
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
    if (stored.refresh_intent?.is_lost) {
      throw new RefreshOutcomeUnknown(stored.refresh_intent.begun_at);
    }
    const unsaved = this.#unsaved;
    if (unsaved?.spent === refresh_token) return this.#keep(unsaved.spent, unsaved.tokenSet);
    if ((refresh_token_expires_at ?? Infinity) <= this.#provider.clock()) {
      throw new SignInRequired(
        'the refresh token has expired: sign in again, or set the clock if it is wrong',
      );
    }
    return this.#keep(refresh_token, await this.#refresh(stored, refresh_token));
  }

  async #keep(spent: string, tokenSet: TokenSet): Promise<TokenSet> {
    this.#unsaved = { spent, tokenSet };
    const renewed = await this.#findRenewed(spent);
    if (renewed === undefined) await this.#store.save(tokenSet);
    this.#unsaved = undefined;
    const { expires_at, refresh_token_expires_at } = renewed ?? tokenSet;
    const lifetime = { expires_at, refresh_token_expires_at };
    this.#provider.log?.('info', 'tokens renewed and stored', lifetime);
    return renewed ?? tokenSet;
  }

  /**
   * Newer tokens that somebody else has stored meanwhile: a holder of the lock that was stopped for long
   * counts as gone, and must not put its own in their place when it goes on.
   */
  async #findRenewed(spent: string): Promise<TokenSet | undefined> {
    const current = await this.#store.load();
    return current?.refresh_token === spent ? undefined : current;
  }

  /**
   * The refresh itself. Before it is sent the store says so: whoever comes after a process that died
   * meanwhile can tell a lost answer from a sign-in that was ended.
   */
  async #refresh(stored: TokenSet, refresh_token: string): Promise<TokenSet> {
    const refresh_token_digest = encodeBase64Url(await this.#provider.digest(refresh_token));
    const { refresh_intent: found, ...tokenSet } = stored;
    const earlier = found?.refresh_token_digest === refresh_token_digest ? found : undefined;
    if (earlier === undefined) {
      const refresh_intent = { refresh_token_digest, begun_at: this.#provider.clock() };
      await this.#store.save({ ...tokenSet, refresh_intent });
    }
    try {
      return await this.#provider.refresh(tokenSet);
    } catch (cause) {
      const { message: reason } = cause as Error;
      this.#provider.log?.('warn', 'tokens not renewed', { reason });
      const isOver = isClientError(cause, 'token_error_response') && this.#isSignInOver(cause);
      if (isOver) return this.#endSignIn(tokenSet, earlier, cause);
      if (earlier === undefined && isRefusal(cause)) await this.#store.save(tokenSet);
      throw cause;
    }
  }

  /** The service takes the refresh token no more: because of an earlier refresh, or for good. */
  async #endSignIn(
    tokenSet: TokenSet,
    earlier: RefreshIntent | undefined,
    cause: Error,
  ): Promise<TokenSet> {
    const renewed = await this.#findRenewed(tokenSet.refresh_token ?? '');
    if (renewed !== undefined) return renewed;
    const isThere = (await this.#store.load()) !== undefined;
    if (earlier === undefined) {
      if (isThere) await this.#store.save(undefined);
      throw new SignInRequired('the service has ended this sign-in: sign in again', { cause });
    }
    const refresh_intent = { ...earlier, is_lost: true } as const;
    if (isThere) await this.#store.save({ ...tokenSet, refresh_intent });
    throw new RefreshOutcomeUnknown(earlier.begun_at, { cause });
  }
}

/** True when the service has said no: the refresh token was not spent. A gateway's word is not enough. */
function isRefusal(error: unknown): boolean {
  if (isClientError(error, 'rate_limited')) return true;
  return isClientError(error, 'token_error_response') && error.status < 500;
}

/** The common part of a session, over what keeps its tokens. */
export function createSessionTokens(keeper: TokenKeeper): SessionTokens {
  return {
    accessToken: async (call) => (await keeper.getValid(call?.signal)).access_token,
    tokens: () => keeper.load(),
    signIn: (tokenSet) => keeper.replace(tokenSet),
    forget: () => keeper.replace(undefined),
  };
}
