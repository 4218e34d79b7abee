import { canHavePasskeys } from '../src/domain/member/passkey.ts';
import { setAuthenticator } from '../src/domain/member/change-second-factor.ts';
import { createSecondFactorTools } from '../src/domain/member/second-factor-parts.ts';
import type { SecondFactorParts } from '../src/domain/member/second-factor-parts.ts';
import { createTotpSeed } from '../src/domain/member/totp.ts';
import { createSeededRandom, requester, secretKey } from './house.ts';
import type { House } from './house.ts';

export const origin = 'https://id.example';

if (!canHavePasskeys(origin)) throw new Error('The origin of the tests must allow passkeys');

/** What the rules of the second factor need, over a house. */
export function openSecondFactor({ stores, parts }: House): SecondFactorParts {
  const random = createSeededRandom('second factor');
  return {
    ...parts,
    random,
    origin,
    secondFactor: createSecondFactorTools({
      store: stores.secondFactors,
      limits: stores.limits,
      secretKey,
      random,
    }),
  };
}

/** The code that an authenticator app shows. */
export async function codeAt(seed: string, now: number): Promise<string> {
  const { Secret, TOTP } = await import('otpauth');
  return TOTP.generate({ secret: Secret.fromBase32(seed), timestamp: now * 1000 });
}

/** A member with an authenticator app and ten backup codes. */
export async function protectMember(house: House, parts: SecondFactorParts) {
  const member = await house.saveMember();
  const seed = await createTotpSeed(parts.random);
  const typed = await codeAt(seed, parts.clock());
  const added = await setAuthenticator(
    member,
    { seed, typed, purpose: 'switch_on' },
    requester,
    parts,
  );
  if (added.outcome !== 'switched_on') throw new Error(added.outcome);
  return { member, seed, enrolmentCode: typed, backupCodes: added.backupCodes };
}
