import { switchSecondFactorOff } from './domain/member/change-second-factor.ts';
import type { Member, MemberStore } from './domain/member/member.ts';
import type { Clock } from './domain/ports.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlMemberStore } from './store/sql-member-store.ts';
import { createSqlSecondFactorStore } from './store/sql-second-factor-store.ts';

/** The second factor of a member as an operator sees it: which ways there are, and nothing of them. */
export interface SecondFactorState {
  readonly switched_on_at: number;
  readonly has_authenticator: boolean;
  /** How many. */
  readonly passkeys: number;
  readonly backup_codes_left: number;
}

/**
 * The second factors of a service, as its operator sees them and switches them off. It works on the database,
 * whether or not the service runs.
 */
export interface SecondFactorRegistry extends Pick<
  MemberStore,
  'findMember' | 'findMemberByUsername'
> {
  /** Undefined while it is off. */
  find(member: Member): Promise<SecondFactorState | undefined>;
  /** As `switchSecondFactorOff` of the domain, by the staff. False when it was off. */
  switchOff(member: Member): Promise<boolean>;
  /** Writes what is still in memory and closes the database. */
  close(): Promise<void>;
}

/**
 * Opens the second factors of a service that has been started before.
 *
 * @param readSecretKey - called when a member is to be told by mail, which has to be sealed
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openSecondFactorRegistry(
  location: DatabaseLocation,
  readSecretKey: () => Uint8Array,
  clock: Clock = systemClock,
): Promise<SecondFactorRegistry> {
  const opened = await openOperatorDatabase(location, clock);
  const { database, audit, requester, openLetterbox, close } = opened;
  const members = createSqlMemberStore(database);
  const store = createSqlSecondFactorStore(database);
  return {
    findMember: (member_id) => members.findMember(member_id),
    findMemberByUsername: (username) => members.findMemberByUsername(username),
    async find({ member_id }) {
      const found = await store.findSecondFactor(member_id);
      if (found === undefined) return undefined;
      const { switched_on_at, authenticator, passkeys, backup_codes_left } = found;
      return {
        switched_on_at,
        has_authenticator: authenticator !== undefined,
        passkeys: passkeys.length,
        backup_codes_left,
      };
    },
    switchOff(member) {
      const letters = openLetterbox(readSecretKey());
      // No answer of this process is remembered anywhere.
      const liveness = { forget: () => {} };
      const parts = { secondFactor: { store }, letters, audit, liveness, clock };
      return switchSecondFactorOff(member, 'staff', requester(), parts);
    },
    close,
  };
}
