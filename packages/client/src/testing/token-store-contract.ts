import type { TokenSet } from '../token-set.ts';
import type { TokenStore } from '../token-store.ts';

/** One place where tokens are kept, for one run of one case. */
export interface TokenStorePlace {
  /**
   * A store over the place. Called several times it gives stores that know nothing of each other but
   * the place, as those of several processes do.
   */
  open(): TokenStore | Promise<TokenStore>;
  /** Called when the case is over. */
  close?(): Promise<void>;
}

/** One thing that every token store does. */
export interface TokenStoreCase {
  /** A sentence: what the store does. */
  readonly name: string;
  /** Resolves when the store does it, and rejects with an error that says what it did instead. */
  readonly run: () => Promise<void>;
}

const whole: TokenSet = {
  access_token: 'contract-access',
  token_type: 'Bearer',
  expires_at: 1_790_000_600,
  refresh_token: 'contract-refresh',
  refresh_token_expires_at: 1_790_604_800,
  scope: 'iracing.auth',
  refresh_intent: { refresh_token_digest: 'of-contract-refresh', begun_at: 1_790_000_000 },
};
const bare: TokenSet = { access_token: 'contract-bare', token_type: 'Bearer', expires_at: 5 };

function demand(isSo: boolean, sentence: string): void {
  if (!isSo) throw new Error(sentence);
}

/** The members in one order, whatever order a store gives them back in. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, canonical(member)]));
}

async function demandStored(store: TokenStore, expected: TokenSet | undefined): Promise<void> {
  const stored = JSON.stringify(canonical(await store.load()));
  const wanted = JSON.stringify(canonical(expected));
  demand(stored === wanted, `load gave ${stored ?? 'nothing'} and not ${wanted ?? 'nothing'}`);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const cases: Readonly<Record<string, (place: TokenStorePlace) => Promise<void>>> = {
  async 'holds nothing at first'(place) {
    await demandStored(await place.open(), undefined);
  },
  async 'gives back every member of the tokens, and none that was not there'(place) {
    const store = await place.open();
    for (const tokenSet of [whole, bare]) {
      await store.save(tokenSet);
      await demandStored(store, tokenSet);
    }
  },
  async 'shows to others at once what was saved, and what was forgotten'(place) {
    const [store, other] = [await place.open(), await place.open()];
    await store.save(whole);
    await demandStored(other, whole);
    await other.save(undefined);
    await demandStored(store, undefined);
  },
  async 'forgets what is not there without a word'(place) {
    await (await place.open()).save(undefined);
  },
  async 'passes on what an action in the lock returns or throws, and lets go'(place) {
    const store = await place.open();
    demand(
      (await store.withLock(async () => 7)) === 7,
      'withLock did not return what was returned',
    );
    const own = new TypeError('own');
    const thrown = await store.withLock(() => Promise.reject(own)).catch((error: unknown) => error);
    demand(thrown === own, `withLock threw ${String(thrown)} and not what was thrown`);
    await store.withLock(async () => undefined);
  },
  async 'loads and saves inside the lock, and loads outside while somebody holds it'(place) {
    const [store, other] = [await place.open(), await place.open()];
    await store.withLock(async () => {
      await store.save(whole);
      await demandStored(store, whole);
      await demandStored(other, whole);
    });
  },
  async 'has one holder at a time, of any number of stores'(place) {
    const stores = await Promise.all(Array.from({ length: 5 }, async () => place.open()));
    let inside = 0;
    let most = 0;
    const enter = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(2);
      inside -= 1;
    };
    const rounds = Array.from({ length: 4 }, () => stores).flat();
    await Promise.all(rounds.map((store) => store.withLock(enter)));
    demand(most === 1, `${most} held the lock at once`);
  },
  async 'shows to whoever waited for the lock what its holder saved'(place) {
    const [store, other] = [await place.open(), await place.open()];
    let waiting: Promise<TokenSet | undefined> | undefined;
    await store.withLock(async () => {
      waiting = other.withLock(() => other.load());
      await pause(20);
      await store.save(whole);
    });
    demand((await waiting)?.access_token === whole.access_token, 'it saw what was there before');
  },
};

/**
 * What every token store must do, for any test runner: each case is run on a place of its own.
 *
 * It cannot show what only a crash shows: that what was saved is there after one, and that the lock
 * of a holder that died becomes free.
 *
 * @param createPlace makes an empty place
 */
export function tokenStoreContract(
  createPlace: () => TokenStorePlace | Promise<TokenStorePlace>,
): readonly TokenStoreCase[] {
  return Object.entries(cases).map(([name, check]) => ({
    name,
    async run() {
      const place = await createPlace();
      try {
        await check(place);
      } finally {
        await place.close?.();
      }
    },
  }));
}
