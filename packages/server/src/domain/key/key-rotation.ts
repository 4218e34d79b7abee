import type { AuditLog } from '../audit/audit-event.ts';
import { auditEvents } from '../audit/audit-event.ts';
import type { AccessTokenProfile } from '../dialect.ts';
import type { Requester } from '../ports.ts';
import { accessTokenLifetimeSecondsMax } from '../token/access-token-lifetime.ts';
import { createSigningKey, openPrivateKey } from './signing-key-record.ts';
import type {
  SigningKeyMakingParts,
  SigningKeyRecord,
  SigningKeyStore,
} from './signing-key-record.ts';
import type { SigningKeys } from './signing-key.ts';

/** How long others may keep the key set, in seconds. @see RFC 9111 §5.2.2.1 */
export const jwksMaxAgeSeconds = 300;

/** Within how many seconds every node has taken up a key that one of them saved. */
export const keyPickupSeconds = 60;

/** How long before its first token a key is published: then no verifier's copy of the set lacks it. */
export const keyLeadSeconds = keyPickupSeconds + jwksMaxAgeSeconds;

/** What a key is used for at a moment. */
export type SigningKeyState = 'published' | 'signing' | 'verifying';

/**
 * What each key of a dialect is used for. Those whose last token has ended are left out.
 *
 * @param records - as the store lists them, the last one first
 */
export function listKeyStates(
  records: readonly SigningKeyRecord[],
  now: number,
): readonly { readonly record: SigningKeyRecord; readonly state: SigningKeyState }[] {
  const signing = records.find(({ signs_from }) => signs_from <= now);
  const stateOf = (record: SigningKeyRecord): SigningKeyState => {
    if (record === signing) return 'signing';
    return record.signs_from > now ? 'published' : 'verifying';
  };
  return records
    .filter(({ verified_until }) => verified_until === null || verified_until > now)
    .map((record) => ({ record, state: stateOf(record) }));
}

/** What rotating keys needs of the house. */
export interface KeyRotationParts extends SigningKeyMakingParts {
  readonly keyStore: SigningKeyStore;
  readonly audit: AuditLog;
  /** Who rotates; the service itself when it does so on schedule. */
  readonly requester: () => Requester;
}

/** What came of a rotation. */
export type KeyRotation =
  /** The key is published; it signs from `signs_from` on. */
  | { readonly outcome: 'published'; readonly record: SigningKeyRecord }
  /** Nothing was done: a key that was published before is still waiting for its turn. */
  | { readonly outcome: 'pending'; readonly record: SigningKeyRecord };

async function publishAfter(
  last: SigningKeyRecord,
  profile: AccessTokenProfile,
  parts: KeyRotationParts,
): Promise<SigningKeyRecord | undefined> {
  // A secret key that does not open this key would seal one that no node can open.
  openPrivateKey(last, parts.sealer);
  const signs_from = parts.clock() + keyLeadSeconds;
  const record = await createSigningKey(profile, signs_from, parts);
  const verified_until = signs_from + keyPickupSeconds + accessTokenLifetimeSecondsMax;
  const isSaved = await parts.keyStore.saveNextSigningKey(record, {
    kid: last.kid,
    verified_until,
  });
  if (!isSaved) return undefined;
  parts.audit.append(auditEvents.signingKeyPublished(parts.requester(), {}));
  return record;
}

/**
 * Publishes the next key of a dialect. It signs when every verifier has it; the key before it is verified
 * with until the last token that it signed has ended. Of several callers at once one publishes.
 *
 * @throws SigningKeyUnreadable, and nothing is saved, when the secret key is not the service's
 */
export async function rotateSigningKey(
  profile: AccessTokenProfile,
  parts: KeyRotationParts,
): Promise<KeyRotation> {
  for (;;) {
    const [last] = await parts.keyStore.listSigningKeys(profile.dialect);
    if (last === undefined) {
      const first = await createSigningKey(profile, parts.clock(), parts);
      if (!(await parts.keyStore.saveFirstSigningKey(first))) continue;
      parts.audit.append(auditEvents.signingKeyPublished(parts.requester(), {}));
      return { outcome: 'published', record: first };
    }
    if (last.signs_from > parts.clock()) return { outcome: 'pending', record: last };
    const record = await publishAfter(last, profile, parts);
    if (record !== undefined) return { outcome: 'published', record };
  }
}

/**
 * For keys that somebody may have got hold of: a new key signs at once and every other one of the dialect is
 * deleted. Access tokens that were issued before are worth nothing as soon as a node has noticed, within
 * {@link keyPickupSeconds}; refresh tokens live on.
 *
 * @throws SigningKeyUnreadable, and nothing is saved, when the secret key is not the service's
 */
export async function replaceSigningKeys(
  profile: AccessTokenProfile,
  parts: KeyRotationParts,
): Promise<SigningKeyRecord> {
  const [last] = await parts.keyStore.listSigningKeys(profile.dialect);
  if (last !== undefined) openPrivateKey(last, parts.sealer);
  const record = await createSigningKey(profile, parts.clock(), parts);
  await parts.keyStore.replaceSigningKeys(record);
  parts.audit.append(auditEvents.signingKeysReplaced(parts.requester(), {}));
  return record;
}

/**
 * The turn that every node takes several times a minute: publishes the next key when the last one has signed
 * for long enough, and takes up what other nodes and the command line have saved.
 *
 * @param signingSeconds - how long a key signs
 */
export async function renewSigningKeys(
  profile: AccessTokenProfile,
  keys: Pick<SigningKeys, 'reload'>,
  signingSeconds: number,
  parts: KeyRotationParts,
): Promise<void> {
  const [last] = await parts.keyStore.listSigningKeys(profile.dialect);
  const isDue =
    last !== undefined && last.signs_from + signingSeconds - keyLeadSeconds <= parts.clock();
  if (isDue) await publishAfter(last, profile, parts);
  await keys.reload();
}
