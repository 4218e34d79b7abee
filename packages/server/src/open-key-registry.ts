import { iracingDialect } from './dialect/iracing/dialect.ts';
import { trackmaniaAccessTokens } from './dialect/trackmania/access-token.ts';
import type { DialectName } from './domain/client/client.ts';
import type { AccessTokenProfile } from './domain/dialect.ts';
import { listKeyStates, replaceSigningKeys, rotateSigningKey } from './domain/key/key-rotation.ts';
import type { KeyRotation, KeyRotationParts, SigningKeyState } from './domain/key/key-rotation.ts';
import { createSealer } from './domain/key/sealing.ts';
import type { SigningKeyRecord } from './domain/key/signing-key-record.ts';
import type { Clock } from './domain/ports.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlSigningKeyStore } from './store/sql-signing-key-store.ts';

/** A signing key as its operator sees it: nothing of its private half. */
export type ShownKey = Omit<SigningKeyRecord, 'public_jwk' | 'sealed_private_jwk'> & {
  readonly state: SigningKeyState;
};

/**
 * The signing keys of a service, as its operator sees and rotates them. It works on the database, whether or
 * not the service runs: every node takes up a new key within a minute.
 */
export interface KeyRegistry {
  /** The keys that tokens are signed or verified with, the last one first. */
  list(dialect: DialectName): Promise<readonly ShownKey[]>;
  /** As `rotateSigningKey` of the domain. @throws SigningKeyUnreadable */
  rotate(dialect: DialectName): Promise<KeyRotation['outcome']>;
  /** As `replaceSigningKeys` of the domain. @throws SigningKeyUnreadable */
  replace(dialect: DialectName): Promise<void>;
  /** Writes what is still in memory and closes the database. */
  close(): Promise<void>;
}

const profiles: Readonly<Record<DialectName, AccessTokenProfile>> = {
  iracing: iracingDialect.accessTokens,
  trackmania: trackmaniaAccessTokens,
};

/**
 * Opens the signing keys of a service that has been started before.
 *
 * @param readSecretKey - called when a key is to be made, which has to be sealed; not for a list
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openKeyRegistry(
  location: DatabaseLocation,
  readSecretKey: () => Uint8Array,
  clock: Clock = systemClock,
): Promise<KeyRegistry> {
  const opened = await openOperatorDatabase(location, clock);
  const { database, close, ...house } = opened;
  const keyStore = createSqlSigningKeyStore(database);
  const createParts = (): KeyRotationParts => {
    const sealer = createSealer(readSecretKey(), 'signing keys', house.random);
    return { ...house, keyStore, sealer };
  };
  return {
    async list(dialect) {
      const records = await keyStore.listSigningKeys(dialect);
      return listKeyStates(records, clock()).map(({ record, state }) => {
        const { public_jwk: _public, sealed_private_jwk: _sealed, ...shown } = record;
        return { ...shown, state };
      });
    },
    rotate: async (dialect) => (await rotateSigningKey(profiles[dialect], createParts())).outcome,
    async replace(dialect) {
      await replaceSigningKeys(profiles[dialect], createParts());
    },
    close,
  };
}
