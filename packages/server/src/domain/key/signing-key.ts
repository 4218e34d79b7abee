import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { errors, jwtVerify } from 'jose';
import type { JWK } from 'jose';

import type { DialectName } from '../client/client.ts';
import type { Clock, Random } from '../ports.ts';
import type { AccessTokenClaims } from '../token/access-token.ts';
import { isSignatureCanonical, signEs256 } from './es256-signature.ts';
import type { Sealer } from './sealing.ts';

/** A signing key as its row stands: the private half only sealed. */
export interface SigningKeyRecord {
  readonly kid: string;
  readonly dialect: DialectName;
  readonly alg: 'ES256';
  /** Public JWK as JSON. */
  readonly public_jwk: string;
  /** Private JWK as JSON, sealed with the kid as context. */
  readonly sealed_private_jwk: string;
  readonly created_at: number;
}

/** Where signing keys are kept. */
export interface SigningKeyStore {
  /** Keys of a dialect, newest first. */
  listSigningKeys(dialect: DialectName): Promise<readonly SigningKeyRecord[]>;
  /**
   * Saves the first key of a dialect.
   *
   * @returns false, and nothing is saved, when another node was first
   */
  saveFirstSigningKey(record: SigningKeyRecord): Promise<boolean>;
}

/** Signs and verifies the access tokens of one dialect. */
export interface SigningKeys {
  sign(claims: AccessTokenClaims): string;
  /** The claims when signature, algorithm, type, issuer and expiry hold; otherwise undefined. */
  verify(token: string, issuer: string, now: number): Promise<AccessTokenClaims | undefined>;
  /** The public keys, as the `jku` answers them. @see RFC 7517 §5 */
  readonly jwks: { readonly keys: readonly JWK[] };
}

/** What opening the signing keys needs of the house. */
export interface SigningKeyParts {
  readonly keyStore: SigningKeyStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** URL of the key set, for the `jku` header. */
  readonly jku: string;
}

const accessTokenType = 'at+jwt';
const tokenLengthMax = 8192;

/** The keys could not be opened: the secret key is not the one that they were sealed with. */
export class SigningKeyUnreadable extends Error {
  override readonly name = 'SigningKeyUnreadable';
}

function createSigningKey(
  dialect: DialectName,
  { sealer, clock, random }: SigningKeyParts,
): SigningKeyRecord {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = Buffer.from(random(12)).toString('base64url');
  const public_jwk = JSON.stringify({
    ...publicKey.export({ format: 'jwk' }),
    kid,
    alg: 'ES256',
    use: 'sig',
  });
  const sealed_private_jwk = sealer.seal(JSON.stringify(privateKey.export({ format: 'jwk' })), kid);
  return { kid, dialect, alg: 'ES256', public_jwk, sealed_private_jwk, created_at: clock() };
}

function openPrivateKey(record: SigningKeyRecord, sealer: Sealer): KeyObject {
  const jwk = sealer.open(record.sealed_private_jwk, record.kid);
  if (jwk === undefined) {
    throw new SigningKeyUnreadable(
      'The signing keys cannot be opened with this secret key. Start with the secret key file that this database was made with.',
    );
  }
  return createPrivateKey({ key: JSON.parse(jwk) as JWK, format: 'jwk' });
}

/**
 * Opens the signing keys of a dialect, making the first one when there is none.
 *
 * @throws SigningKeyUnreadable when they were sealed with another secret key
 * @see RFC 7517, RFC 9068; the book, chapter 13.4
 */
export async function openSigningKeys(
  dialect: DialectName,
  parts: SigningKeyParts,
): Promise<SigningKeys> {
  const { keyStore, sealer, jku } = parts;
  let records = await keyStore.listSigningKeys(dialect);
  if (records.length === 0) {
    await keyStore.saveFirstSigningKey(createSigningKey(dialect, parts));
    records = await keyStore.listSigningKeys(dialect);
  }
  const [current] = records;
  if (current === undefined) throw new Error(`No signing key for ${dialect} after making one`);
  const privateKey = openPrivateKey(current, sealer);
  const publicJwks = records.map((record) => JSON.parse(record.public_jwk) as JWK);
  const publicKeys = new Map(
    publicJwks.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]),
  );
  const header = Buffer.from(
    JSON.stringify({ kid: current.kid, alg: 'ES256', jku, typ: accessTokenType }),
  ).toString('base64url');
  return {
    jwks: { keys: publicJwks },
    sign(claims) {
      const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
      const input = `${header}.${body}`;
      return `${input}.${signEs256(input, privateKey)}`;
    },
    verify: (token, issuer, now) => verifyToken(token, issuer, now, publicKeys),
  };
}

async function verifyToken(
  token: string,
  issuer: string,
  now: number,
  publicKeys: ReadonlyMap<string | undefined, KeyObject>,
): Promise<AccessTokenClaims | undefined> {
  if (token.length > tokenLengthMax || !isSignatureCanonical(token)) return undefined;
  try {
    const { payload } = await jwtVerify(
      token,
      // Only our own keys, named by kid: jku, jwk and x5u of a token are never looked at.
      ({ kid }) => {
        const key = publicKeys.get(kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        algorithms: ['ES256'],
        typ: accessTokenType,
        issuer,
        currentDate: new Date(now * 1000),
        requiredClaims: ['session_id', 'exp', 'iat', 'aud', 'client_id', 'jti'],
      },
    );
    return payload as unknown as AccessTokenClaims;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}
