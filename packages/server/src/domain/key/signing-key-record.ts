import { createPrivateKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import type { JWK } from 'jose';

import type { DialectName } from '../client/client.ts';
import type { AccessTokenProfile } from '../dialect.ts';
import type { Clock, Random } from '../ports.ts';
import type { Sealer } from './sealing.ts';

/** A signing key as its row stands: the private half only sealed. */
export interface SigningKeyRecord {
  readonly kid: string;
  readonly dialect: DialectName;
  readonly alg: AccessTokenProfile['alg'];
  /** Public JWK as JSON. */
  readonly public_jwk: string;
  /** Private JWK as JSON, sealed with the kid as context. */
  readonly sealed_private_jwk: string;
  readonly created_at: number;
  /** Signs from here until a later key does; published before, so that every verifier has it by then. */
  readonly signs_from: number;
  /** When the last token that it signed has ended; null for the last key of a dialect. */
  readonly verified_until: number | null;
}

/** Where signing keys are kept. Exactly one key of a dialect, the last one, has no end. */
export interface SigningKeyStore {
  /** Keys of a dialect, the last one first. */
  listSigningKeys(dialect: DialectName): Promise<readonly SigningKeyRecord[]>;
  /**
   * Saves the first key of a dialect.
   *
   * @returns false, and nothing is saved, when another node was first
   */
  saveFirstSigningKey(record: SigningKeyRecord): Promise<boolean>;
  /**
   * Saves the key that follows another, and until when that one is still verified with.
   *
   * @returns false, and nothing is saved, when the other is no longer the last one
   */
  saveNextSigningKey(
    record: SigningKeyRecord,
    previous: { readonly kid: string; readonly verified_until: number },
  ): Promise<boolean>;
  /** Saves a key and deletes every other one of its dialect: their tokens are worth nothing then. */
  replaceSigningKeys(record: SigningKeyRecord): Promise<void>;
}

/** The keys could not be opened: the secret key is not the one that they were sealed with. */
export class SigningKeyUnreadable extends Error {
  override readonly name = 'SigningKeyUnreadable';
}

/** What making a signing key needs of the house. */
export interface SigningKeyMakingParts {
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}

const generate = promisify(generateKeyPair);
const rsaModulusBits = 2048;

/** Makes the key that will be the last one of its dialect. It is not saved. @see RFC 7517 §4 */
export async function createSigningKey(
  { dialect, alg }: AccessTokenProfile,
  signs_from: number,
  { sealer, clock, random }: SigningKeyMakingParts,
): Promise<SigningKeyRecord> {
  const { publicKey, privateKey } =
    alg === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: rsaModulusBits });
  const kid = Buffer.from(random(12)).toString('base64url');
  const public_jwk = JSON.stringify({
    ...publicKey.export({ format: 'jwk' }),
    kid,
    alg,
    use: 'sig',
  });
  const sealed_private_jwk = sealer.seal(JSON.stringify(privateKey.export({ format: 'jwk' })), kid);
  return {
    kid,
    dialect,
    alg,
    public_jwk,
    sealed_private_jwk,
    created_at: clock(),
    signs_from,
    verified_until: null,
  };
}

/**
 * The private half of a key.
 *
 * @throws SigningKeyUnreadable when it was sealed with another secret key, for another row, or altered
 */
export function openPrivateKey(record: SigningKeyRecord, sealer: Sealer): KeyObject {
  const jwk = sealer.open(record.sealed_private_jwk, record.kid);
  if (jwk === undefined) {
    throw new SigningKeyUnreadable(
      'The signing keys cannot be opened with this secret key. Start with the secret key file that this database was made with.',
    );
  }
  return createPrivateKey({ key: JSON.parse(jwk) as JWK, format: 'jwk' });
}
