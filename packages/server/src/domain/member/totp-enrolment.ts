import type { Sealer } from '../key/sealing.ts';
import type { Clock, Random } from '../ports.ts';
import { digestOf } from '../presented.ts';
import type { Member } from './member.ts';
import type { AddingPurpose } from './change-second-factor.ts';
import { createTotpSeed } from './totp.ts';

/** What setting up an authenticator app needs of the house. */
export interface TotpEnrolmentParts {
  readonly secondFactor: { readonly seedSealer: Sealer };
  readonly clock: Clock;
  readonly random: Random;
}

/** A seed with what it is offered for. */
export interface OfferedSeed {
  /** Base32. */
  readonly seed: string;
  readonly purpose: AddingPurpose;
}

/** A seed that is offered and not yet kept: until it is confirmed, only the page holds it. */
export interface TotpEnrolment extends OfferedSeed {
  /** As the form carries it. */
  readonly sealed: string;
}

/** How long an offered seed may be confirmed, in seconds. */
export const enrolmentLifetimeSeconds = 900;

const contextOf = ({ member_id }: Member, holder: string) =>
  `totp enrolment ${member_id} ${digestOf(holder)}`;

/** Offers a seed to a member. @param holder - the login that it is offered in, and confirmed in */
export async function beginTotpEnrolment(
  member: Member,
  holder: string,
  purpose: AddingPurpose,
  { secondFactor, clock, random }: TotpEnrolmentParts,
): Promise<TotpEnrolment> {
  const seed = await createTotpSeed(random);
  const expires_at = clock() + enrolmentLifetimeSeconds;
  const text = JSON.stringify({ seed, purpose, expires_at });
  return { seed, purpose, sealed: secondFactor.seedSealer.seal(text, contextOf(member, holder)) };
}

/** The offered seed; undefined when it was altered, offered to somebody else or elsewhere, or too long ago. */
export function openTotpEnrolment(
  sealed: string | undefined,
  member: Member,
  holder: string,
  { secondFactor, clock }: TotpEnrolmentParts,
): OfferedSeed | undefined {
  const text = sealed && secondFactor.seedSealer.open(sealed, contextOf(member, holder));
  if (!text) return undefined;
  const { expires_at, ...offered } = JSON.parse(text) as OfferedSeed & { expires_at: number };
  return expires_at > clock() ? offered : undefined;
}
