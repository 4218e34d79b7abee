import type { Sealer } from '../key/sealing.ts';
import type { Clock, Random } from '../ports.ts';
import { digestOf } from '../presented.ts';
import type { Member } from './member.ts';
import { createTotpSeed } from './totp.ts';

/** What setting up an authenticator app needs of the house. */
export interface TotpEnrolmentParts {
  readonly secondFactor: { readonly seedSealer: Sealer };
  readonly clock: Clock;
  readonly random: Random;
}

/** A seed that is offered and not yet kept: until it is confirmed, only the page holds it. */
export interface TotpEnrolment {
  /** Base32. */
  readonly seed: string;
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
  { secondFactor, clock, random }: TotpEnrolmentParts,
): Promise<TotpEnrolment> {
  const seed = await createTotpSeed(random);
  const text = JSON.stringify({ seed, expires_at: clock() + enrolmentLifetimeSeconds });
  return { seed, sealed: secondFactor.seedSealer.seal(text, contextOf(member, holder)) };
}

/** The offered seed; undefined when it was altered, offered to somebody else or elsewhere, or too long ago. */
export function openTotpEnrolment(
  sealed: string | undefined,
  member: Member,
  holder: string,
  { secondFactor, clock }: TotpEnrolmentParts,
): string | undefined {
  const text = sealed && secondFactor.seedSealer.open(sealed, contextOf(member, holder));
  if (!text) return undefined;
  const { seed, expires_at } = JSON.parse(text) as { seed: string; expires_at: number };
  return expires_at > clock() ? seed : undefined;
}
