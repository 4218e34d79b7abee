import type { Sealer } from '../key/sealing.ts';
import type { Random } from '../ports.ts';
import type { AuthenticatorApp } from './second-factor.ts';

/** What every authenticator app can do, and many can do nothing else. @see RFC 6238 §1.2, RFC 4226 §5.3 */
const algorithm = 'SHA1';
const digits = 6;
const stepSeconds = 30;
// One step to either side: clocks differ, and a code is typed while the next one begins.
const stepsAround = 1;
// As long as the hash, as RFC 4226 §4 recommends.
const seedBytes = 20;

/** A new seed, in Base32 as authenticator apps take it. @see RFC 4648 §6 */
export async function createTotpSeed(random: Random): Promise<string> {
  const { Secret } = await import('otpauth');
  return new Secret({ buffer: Uint8Array.from(random(seedBytes)).buffer }).base32;
}

/** The address that an authenticator app reads out of a QR code; it holds the seed. */
export async function createTotpUri(
  seed: string,
  named: { readonly issuer: string; readonly label: string },
): Promise<string> {
  const { Secret, TOTP } = await import('otpauth');
  const totp = new TOTP({
    ...named,
    secret: Secret.fromBase32(seed),
    algorithm,
    digits,
    period: stepSeconds,
  });
  return totp.toString();
}

/** The digits of a typed code: members copy spaces with it. Undefined when there are not six. */
export function normalizeTotpCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '');
  return /^[0-9]{6}$/.test(code) ? code : undefined;
}

/**
 * The time step that a code belongs to: this one or a neighbour. Undefined when it belongs to none. Whether
 * the step was used before is the store's to say.
 *
 * @see RFC 6238 §5.2
 */
export async function findTotpStep(
  seed: string,
  code: string,
  now: number,
): Promise<number | undefined> {
  const { Secret, TOTP } = await import('otpauth');
  const delta = TOTP.validate({
    token: code,
    secret: Secret.fromBase32(seed),
    algorithm,
    digits,
    period: stepSeconds,
    timestamp: now * 1000,
    window: stepsAround,
  });
  return delta === null ? undefined : Math.floor(now / stepSeconds) + delta;
}

/** The purpose of the key under which seeds are sealed. */
export const seedSealingPurpose = 'totp seeds';

const contextOf = ({
  member_id,
  authenticator_id,
}: Pick<AuthenticatorApp, 'member_id' | 'authenticator_id'>) =>
  `totp ${member_id} ${authenticator_id}`;

/** Seals a seed for the row that it stands in. */
export function sealTotpSeed(
  seed: string,
  app: Pick<AuthenticatorApp, 'member_id' | 'authenticator_id'>,
  sealer: Sealer,
): string {
  return sealer.seal(seed, contextOf(app));
}

/** The seed of an authenticator app; undefined when its row was altered or sealed with another secret key. */
export function openTotpSeed(app: AuthenticatorApp, sealer: Sealer): string | undefined {
  return sealer.open(app.sealed_seed, contextOf(app));
}
