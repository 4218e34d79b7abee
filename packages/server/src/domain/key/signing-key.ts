import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { errors, jwtVerify } from 'jose';
import type { JWK } from 'jose';

import type { AccessTokenProfile } from '../dialect.ts';
import { jwsSignatures } from './jws-signature.ts';
import { createSigningKey, openPrivateKey } from './signing-key-record.ts';
import type {
  SigningKeyMakingParts,
  SigningKeyRecord,
  SigningKeyStore,
} from './signing-key-record.ts';

/** Signs and verifies the access tokens of one dialect. */
export interface SigningKeys<Claims extends object = object> {
  /** Signs with the key whose turn it is at this moment. */
  sign(claims: Claims): string;
  /**
   * The claims when signature, algorithm, type, issuer (where the dialect has one) and expiry hold;
   * otherwise undefined. A key that another node has made is looked for in the store.
   */
  verify(token: string, issuer: string, now: number): Promise<Claims | undefined>;
  /** The public keys of this moment, as the `jku` answers them. @see RFC 7517 §5 */
  readonly jwks: () => { readonly keys: readonly JWK[] };
  /**
   * Takes over what the store holds now.
   *
   * @throws SigningKeyUnreadable when a new key was sealed with another secret key; the keys stay as they were
   */
  reload(): Promise<void>;
  /** Grows each time that a key is taken away before its tokens have ended: what was verified counts no more. */
  revocations(): number;
}

/** What opening the signing keys needs of the house. */
export interface SigningKeyParts extends SigningKeyMakingParts {
  readonly keyStore: SigningKeyStore;
  /** URL of the key set, for the `jku` header; undefined where the dialect publishes none. */
  readonly jku: string | undefined;
}

const accessTokenType = 'at+jwt';
const tokenLengthMax = 8192;

/** A key that is ready for use. */
interface OpenKey {
  readonly record: SigningKeyRecord;
  readonly jwk: JWK;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** The encoded header of the tokens that it signs. */
  readonly header: string;
}

function openKey(
  record: SigningKeyRecord,
  { sealer, jku }: Pick<SigningKeyParts, 'sealer' | 'jku'>,
): OpenKey {
  const { kid, alg, public_jwk } = record;
  const jwk = JSON.parse(public_jwk) as JWK;
  return {
    record,
    jwk,
    publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
    privateKey: openPrivateKey(record, sealer),
    header: Buffer.from(JSON.stringify({ kid, alg, jku, typ: accessTokenType })).toString(
      'base64url',
    ),
  };
}

const isVerifiedWith = ({ record: { verified_until } }: OpenKey, now: number): boolean =>
  verified_until === null || verified_until > now;

/** The keys of one dialect in memory, as the store had them when it was last asked. */
function createKeyRing(profile: AccessTokenProfile, parts: SigningKeyParts) {
  const { keyStore, clock } = parts;
  let ring: readonly OpenKey[] = [];
  let revocations = 0;
  let loading: Promise<void> | undefined;
  let searchedAt: number | undefined;
  const load = async () => {
    const records = await keyStore.listSigningKeys(profile.dialect);
    if (records.length === 0) throw new Error(`No signing key for ${profile.dialect}`);
    const known = new Map(ring.map((key) => [key.record.kid, key]));
    const next = records.map((record) => {
      const key = known.get(record.kid);
      return key === undefined ? openKey(record, parts) : { ...key, record };
    });
    const kids = new Set(records.map(({ kid }) => kid));
    const now = clock();
    if (ring.some((key) => !kids.has(key.record.kid) && isVerifiedWith(key, now))) revocations += 1;
    ring = next;
  };
  const reload = () => {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  };
  const findKnown = (kid: string | undefined) => ring.find(({ record }) => record.kid === kid);
  return {
    reload,
    revocations: () => revocations,
    list: (now: number) => ring.filter((key) => isVerifiedWith(key, now)),
    /** The last key whose turn has come. */
    getSigningKey(now: number): OpenKey {
      const key = ring.find(({ record }) => record.signs_from <= now) ?? ring.at(-1);
      if (key === undefined) throw new Error(`The keys of ${profile.dialect} are not loaded`);
      return key;
    },
    /** Asks the store for an unknown one, once a second at most: anybody may send a kid. */
    async findKey(kid: string | undefined): Promise<KeyObject | undefined> {
      const now = clock();
      if (findKnown(kid) === undefined && searchedAt !== now) {
        searchedAt = now;
        await reload();
      }
      return findKnown(kid)?.publicKey;
    },
  };
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
  const { keyStore, clock } = parts;
  if ((await keyStore.listSigningKeys(profile.dialect)).length === 0) {
    await keyStore.saveFirstSigningKey(await createSigningKey(profile, clock(), parts));
  }
  const ring = createKeyRing(profile, parts);
  await ring.reload();
  return {
    reload: ring.reload,
    revocations: ring.revocations,
    jwks: () => ({ keys: ring.list(clock()).map(({ jwk }) => jwk) }),
    sign(claims) {
      const { header, privateKey } = ring.getSigningKey(clock());
      const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
      const input = `${header}.${body}`;
      return `${input}.${jwsSignatures[profile.alg].sign(input, privateKey)}`;
    },
    verify: async (token, issuer, now) => {
      const payload = await verifyToken(token, { profile, issuer, now, ring });
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
    readonly ring: Pick<ReturnType<typeof createKeyRing>, 'findKey'>;
  },
): Promise<object | undefined> {
  const { profile, issuer, now, ring } = expected;
  const { alg, requiredClaims } = profile;
  if (token.length > tokenLengthMax || !jwsSignatures[alg].isCanonical(token)) return undefined;
  try {
    const { payload } = await jwtVerify(
      token,
      // Only our own keys, named by kid: jku, jwk and x5u of a token are never looked at.
      async ({ kid }) => {
        const key = await ring.findKey(kid);
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
