import type { Parameters } from '@pitpass/protocol';

import type { DialectName } from '../domain/client/client.ts';
import { digestOf } from '../domain/presented.ts';
import type { Digest } from '../domain/presented.ts';
import type { Sealer } from '../domain/key/sealing.ts';

/** Pages of the service that a sign-in of the member's own may lead to. */
export const ownDestinations = [
  '/account',
  '/manager',
  '/manager/request',
  '/staff/clients',
  '/account/details',
  '/account/details/delete',
  '/account/security',
  '/account/activity',
  '/account/confirm-app',
  '/staff/act-as',
  '/account/security/authenticator',
  '/account/security/passkey',
] as const;

/** One of {@link ownDestinations}. */
export type OwnDestination = (typeof ownDestinations)[number];

/** A page that the service itself may send a sign-in to: one of the list, or that of one own app. */
export type OwnPath = OwnDestination | `/manager/apps/${string}`;

/** What may be asked after the right password, in the order in which it is asked. */
export type SignInStepName = 'second_factor' | 'browser_code';

/** Who has given the right password in this browser, and what was proven since. */
export interface SignInAttempt {
  /** UUID. What a step keeps in the store is kept under it. */
  readonly attempt_id: string;
  readonly member_id: string;
  /** Of address and verifier: when either changes, the sign-in begins anew. */
  readonly credentials_digest: Digest;
  readonly password_at: number;
  readonly passed: readonly SignInStepName[];
  /** True when the member wants no second factor in this browser for a while. */
  readonly skips_second_factor?: true;
}

/** What a browser carries from page to page while a member signs in. */
export interface Transaction {
  /** The authorization request; null for a sign-in of the member's own. */
  readonly authorization: {
    readonly dialect: DialectName;
    readonly parameters: Readonly<Record<string, string>>;
  } | null;
  /** Where a sign-in of the member's own leads, when it is not the account. */
  readonly destination?: OwnPath | undefined;
  /** True when a member who is signed in confirms it before something risky. @see S198 */
  readonly is_confirmation?: true;
  /** When it began. */
  readonly started_at: number;
  /** Whom its own sign-in ended with, every step done: `prompt=verify` wants one. */
  readonly verified_member_id?: string | undefined;
  /** Set between the right password and the last step. */
  readonly attempt?: SignInAttempt | undefined;
  /** When the last step was done; set when there was one. */
  readonly continued_at?: number;
}

const authorizationParameters = [
  'client_id',
  'redirect_uri',
  'response_type',
  'code_challenge',
  'code_challenge_method',
  'state',
  'scope',
  'prompt',
];

/** The longest sealed transaction, in characters: its parameters, sealed. */
export const sealedLengthMax = 12_000;

/** What of an authorization request travels on; parameters that mean nothing are left behind. */
export function keepParameters(parameters: Parameters): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of authorizationParameters) {
    const value = parameters.get(name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** The kept parameters as they are read everywhere else. */
export function toParameters(kept: Readonly<Record<string, string>>): Parameters {
  return {
    get: (name) => (Object.hasOwn(kept, name) ? kept[name] : undefined),
    has: (name) => Object.hasOwn(kept, name),
    problems: [],
  };
}

/** How long a sign-in may take, and the steps after its password, and what follows them, in seconds. */
export const transactionLifetimeSeconds = 900;

/** Seals a transaction for one browser. An unauthenticated request thus writes nothing. */
export function sealTransaction(transaction: Transaction, browser: string, sealer: Sealer): string {
  return sealer.seal(JSON.stringify(transaction), digestOf(browser));
}

/** What became of a presented transaction. */
export type OpenedTransaction =
  | { readonly outcome: 'open'; readonly transaction: Transaction }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'foreign' };

/** Opens a transaction in the browser that it was sealed for: altered or moved, it is `foreign`. */
export function openTransaction(
  sealed: string | undefined,
  browser: string | undefined,
  sealer: Sealer,
  now: number,
): OpenedTransaction {
  if (sealed === undefined || browser === undefined) return { outcome: 'foreign' };
  const text = sealer.open(sealed, digestOf(browser));
  if (text === undefined) return { outcome: 'foreign' };
  const transaction = JSON.parse(text) as Transaction;
  const { attempt, continued_at, started_at } = transaction;
  const counted_from = attempt?.password_at ?? continued_at ?? started_at;
  if (now - counted_from > transactionLifetimeSeconds) return { outcome: 'expired' };
  return { outcome: 'open', transaction };
}
