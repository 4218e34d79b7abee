import { createSession, iracing, memoryTokenStore } from '@pitpass/client';
import type {
  AuthorizationBeginning,
  IracingOptions,
  Provider,
  Random,
  Session,
  TokenStore,
} from '@pitpass/client';

import { createKeptAnswers } from './kept-answers.ts';
import type { KeptAnswers } from './kept-answers.ts';
import { createWireLog } from '../wire/wire-log.ts';
import type { WireLog } from '../wire/wire-log.ts';

/** One browser that has begun to sign in. Its tokens live here and nowhere else. */
export interface Visit {
  /** What the cookie holds. It changes whenever somebody signs in or out. */
  readonly id: string;
  readonly provider: Provider;
  readonly store: TokenStore;
  readonly session: Session;
  readonly wire: WireLog;
  /** What the data service said, for as long as it holds. */
  readonly answers: KeptAnswers;
  /** Sign-ins that were begun and have not come back, by their state. */
  readonly beginnings: Map<string, AuthorizationBeginning>;
  /** Whether tokens are kept, valid or not. */
  readonly hasTokens: () => boolean;
  /** Who is signed in, once the service has said it. */
  member: { readonly name: string; readonly cust_id: number } | undefined;
}

/** All browsers that have begun to sign in. */
export interface Visits {
  /** The visit of a cookie; undefined when there is none, or it was idle for too long. */
  find(id: string | undefined): Visit | undefined;
  /** Begins a visit under an id that no browser has brought along. */
  create(): Visit;
  /**
   * Gives the visit another id, so that whoever knew the old one knows nothing, and forgets what was
   * kept for whoever was signed in.
   */
  rename(visit: Visit): Visit;
}

/** An app's options without the parts that visits set themselves. */
export type ClientOptions = Omit<IracingOptions, 'fetch' | 'clock' | 'random'>;

/** What visits need. */
export interface VisitsOptions {
  readonly client: ClientOptions;
  readonly fetch: typeof fetch;
  readonly clock: () => number;
  readonly milliseconds: () => number;
  readonly random: Random;
}

const idleSecondsMax = 7 * 86_400;
const visitsMax = 1_000;
const beginningsMax = 8;

/** A value that nobody can guess, fit for cookies. */
export function drawId(random: Random): string {
  return Buffer.from(random(32)).toString('base64url');
}

/** A store in memory that says at once whether it holds tokens. */
function createStore(): Pick<Visit, 'store' | 'hasTokens'> {
  const memory = memoryTokenStore();
  let hasTokens = false;
  const save: TokenStore['save'] = async (tokenSet) => {
    hasTokens = tokenSet !== undefined;
    await memory.save(tokenSet);
  };
  return { store: { ...memory, save }, hasTokens: () => hasTokens };
}

/**
 * Keeps visits in memory, at most 1000 of them and none that was idle for a week. When there are
 * more, those without tokens go first: anybody can begin a thousand sign-ins. The session of one
 * that goes with its tokens is ended at the service, as far as that can be reached.
 */
export function createVisits(options: VisitsOptions): Visits {
  const { clock, random } = options;
  // In the order of their last use, so that the first is the one to go.
  const visits = new Map<string, { readonly visit: Visit; readonly usedAt: number }>();

  function drop(visit: Visit): void {
    visits.delete(visit.id);
    if (visit.hasTokens()) visit.session.signOut().catch(() => undefined);
  }

  /** The visit that has to make room for this one. */
  function findSuperfluous(kept: Visit): Visit | undefined {
    const others = [...visits.values()].map(({ visit }) => visit).filter((each) => each !== kept);
    return others.find((visit) => !visit.hasTokens()) ?? others[0];
  }

  function keep(visit: Visit): Visit {
    visits.delete(visit.id);
    visits.set(visit.id, { visit, usedAt: clock() });
    for (const { visit: oldest, usedAt } of visits.values()) {
      if (usedAt > clock() - idleSecondsMax) break;
      drop(oldest);
    }
    const superfluous = visits.size > visitsMax ? findSuperfluous(visit) : undefined;
    if (superfluous !== undefined) drop(superfluous);
    return visit;
  }

  return {
    find: (id) => {
      const found = visits.get(id ?? '');
      if (found === undefined || found.usedAt <= clock() - idleSecondsMax) return undefined;
      return keep(found.visit);
    },
    create: () => {
      const wire = createWireLog(options);
      const provider = iracing({ ...options.client, fetch: wire.fetch, clock, random });
      const { store, hasTokens } = createStore();
      const session = createSession({ provider, store });
      const beginnings = new Map<string, AuthorizationBeginning>();
      const id = drawId(random);
      const answers = createKeptAnswers(session, clock);
      const parts = { provider, store, hasTokens, session, wire, answers, beginnings };
      return keep({ id, ...parts, member: undefined });
    },
    rename: (visit) => {
      visits.delete(visit.id);
      visit.answers.clear();
      return keep({ ...visit, id: drawId(random) });
    },
  };
}

/** Begins a sign-in in a visit and keeps what its callback will be checked against. */
export async function beginSignIn(visit: Visit): Promise<AuthorizationBeginning> {
  const beginning = await visit.provider.createAuthorizationUrl();
  visit.beginnings.set(beginning.state, beginning);
  const oldest = visit.beginnings.keys().next().value;
  if (visit.beginnings.size > beginningsMax && oldest !== undefined) {
    visit.beginnings.delete(oldest);
  }
  return beginning;
}

/** Lets the access token count as expired, so that the next call trades the refresh token. */
export async function expireAccessToken({ store }: Visit): Promise<void> {
  await store.withLock(async () => {
    const tokenSet = await store.load();
    if (tokenSet !== undefined) await store.save({ ...tokenSet, expires_at: 0 });
  });
}
