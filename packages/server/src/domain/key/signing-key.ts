import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { errors, jwtVerify } from 'jose';
import type { JWK } from 'jose';

import type { DialectName } from '../client/client.ts';
import type { AccessTokenProfile } from '../dialect.ts';
import type { Clock, Random } from '../ports.ts';
import { jwsSignatures } from './jws-signature.ts';
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
export interface SigningKeys<Claims extends object = object> {
  sign(claims: Claims): string;
  /**
   * The claims when signature, algorithm, type, issuer (where the dialect has one) and expiry hold;
   * otherwise undefined.
   */
  verify(token: string, issuer: string, now: number): Promise<Claims | undefined>;
  /** The public keys, as the `jku` answers them. @see RFC 7517 §5 */
  readonly jwks: { readonly keys: readonly JWK[] };
}

/** What opening the signing keys needs of the house. */
export interface SigningKeyParts {
  readonly keyStore: SigningKeyStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** URL of the key set, for the `jku` header; undefined where the dialect publishes none. */
  readonly jku: string | undefined;
}

const accessTokenType = 'at+jwt';
const tokenLengthMax = 8192;

/** The keys could not be opened: the secret key is not the one that they were sealed with. */
export class SigningKeyUnreadable extends Error {
  override readonly name = 'SigningKeyUnreadable';
}

const generate = promisify(generateKeyPair);
const rsaModulusBits = 2048;

async function createSigningKey(
  { dialect, alg }: AccessTokenProfile,
  { sealer, clock, random }: SigningKeyParts,
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
  return { kid, dialect, alg, public_jwk, sealed_private_jwk, created_at: clock() };
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
export async function openSigningKeys<Claims extends object>(
  profile: AccessTokenProfile,
  parts: SigningKeyParts,
): Promise<SigningKeys<Claims>> {
  const { keyStore, sealer, jku } = parts;
  const { dialect, alg } = profile;
  let records = await keyStore.listSigningKeys(dialect);
  if (records.length === 0) {
    await keyStore.saveFirstSigningKey(await createSigningKey(profile, parts));
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
    JSON.stringify({ kid: current.kid, alg, jku, typ: accessTokenType }),
  ).toString('base64url');
  return {
    jwks: { keys: publicJwks },
    sign(claims) {
      const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
      const input = `${header}.${body}`;
      return `${input}.${jwsSignatures[alg].sign(input, privateKey)}`;
    },
    verify: async (token, issuer, now) => {
      const payload = await verifyToken(token, { profile, issuer, now, publicKeys });
      return payload as Claims | undefined;
    },
  };
}

async function verifyToken(
  token: string,
  expected: {
    readonly profile: AccessTokenProfile;
    readonly issuer: string;
    readonly now: number;
    readonly publicKeys: ReadonlyMap<string | undefined, KeyObject>;
  },
): Promise<object | undefined> {
  const { profile, issuer, now, publicKeys } = expected;
  const { alg, requiredClaims } = profile;
  if (token.length > tokenLengthMax || !jwsSignatures[alg].isCanonical(token)) return undefined;
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
        algorithms: [alg],
        typ: accessTokenType,
        ...(profile.hasIssuer && { issuer }),
        currentDate: new Date(now * 1000),
        requiredClaims: [...requiredClaims],
      },
    );
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}
