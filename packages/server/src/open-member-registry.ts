import {
  addMember,
  disableMember,
  enableMember,
  endEverything,
  setPassword,
  setStaff,
} from './domain/member/member-account.ts';
import type { AddedMember, SetPassword, WantedMember } from './domain/member/member-account.ts';
import type { Member } from './domain/member/member.ts';
import { createPasswordVerifier, passwordHashCost } from './domain/member/password-verifier.ts';
import type { Clock } from './domain/ports.ts';
import { endAllSessions } from './domain/session/end-sessions.ts';
import type { Session } from './domain/session/session.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlMemberAccountStore } from './store/sql-member-account-store.ts';
import { createSqlMemberStore } from './store/sql-member-store.ts';
import { createSqlSessionStore } from './store/sql-session-store.ts';

/**
 * The members of a service, as its operator sees and changes them. It works on the database, whether or not
 * the service runs: what ends here, a running one refuses within a second.
 */
export interface MemberRegistry {
  /** Those whose e-mail address or display name holds the text, in the order of their addresses. */
  list(search: string | undefined): Promise<readonly Member[]>;
  findMember(member_id: string): Promise<Member | undefined>;
  /** Finds by e-mail address, trimmed and lower-cased. */
  findMemberByUsername(username: string): Promise<Member | undefined>;
  /** As `addMember` of the domain. */
  add(wanted: WantedMember): Promise<AddedMember>;
  /** How many sessions ended; undefined when the account was disabled before. */
  disable(member: Member): Promise<number | undefined>;
  /** False when the account was in use. */
  enable(member: Member): Promise<boolean>;
  /** As `setStaff` of the domain. */
  setStaff(member: Member, isWanted: boolean): Promise<boolean>;
  /** As `setPassword` of the domain. */
  setPassword(member: Member, password: string): Promise<SetPassword>;
  /** Live sessions with apps, newest first, at most 200. */
  listSessions(member: Member): Promise<readonly Session[]>;
  /**
   * Ends the sessions with one client or, without one, all of them and every browser's.
   *
   * @returns how many sessions with apps ended
   */
  endSessions(member: Member, client_id: string | undefined): Promise<number>;
  /** Writes what is still in memory and closes the database. */
  close(): Promise<void>;
}

const pageSize = 500;

/**
 * Opens the members of a service that has been started before.
 *
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openMemberRegistry(
  location: DatabaseLocation,
  clock: Clock = systemClock,
): Promise<MemberRegistry> {
  const { database, requester, close, ...house } = await openOperatorDatabase(location, clock);
  const members = createSqlMemberStore(database);
  const sessions = createSqlSessionStore(database);
  const accounts = createSqlMemberAccountStore(database);
  const passwordVerifier = createPasswordVerifier({
    cost: passwordHashCost,
    concurrencyMax: 1,
    queueMax: 1,
  });
  const parts = { ...house, accounts, passwordVerifier };
  // No answer of this process is remembered anywhere.
  const liveness = { isSessionAlive: () => false, forget: () => {} };
  return {
    async list(search) {
      const all: Member[] = [];
      for (;;) {
        const after = all.at(-1)?.username ?? '';
        const page = await accounts.listMemberPage({ search, after, limit: pageSize });
        all.push(...page);
        if (page.length < pageSize) return all;
      }
    },
    findMember: (member_id) => members.findMember(member_id),
    findMemberByUsername: (username) => members.findMemberByUsername(username),
    add: (wanted) => addMember(wanted, requester(), parts),
    disable: (member) => disableMember(member, requester(), parts),
    enable: (member) => enableMember(member, requester(), parts),
    setPassword: (member, password) => setPassword(member, password, requester(), parts),
    setStaff: (member, isWanted) => setStaff(member, isWanted, requester(), parts),
    listSessions: ({ member_id }) => sessions.listLiveSessions(member_id, undefined, clock()),
    async endSessions(member, client_id) {
      if (client_id === undefined) return endEverything(member, requester(), parts);
      const owner = { member_id: member.member_id, client_id };
      return endAllSessions(owner, requester(), { ...house, sessions, liveness });
    },
    close,
  };
}
