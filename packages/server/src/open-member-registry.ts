import { auditEvents } from './domain/audit/audit-event.ts';
import type { Letterbox } from './domain/mail/letterbox.ts';
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
import type { AuditRecord } from './domain/audit/audit-store.ts';
import { createPasswordVerifier, passwordHashCost } from './domain/member/password-verifier.ts';
import type { Clock } from './domain/ports.ts';
import { setAddress } from './domain/member/address-change.ts';
import type { SetAddress } from './domain/member/address-change.ts';
import { deleteMember, renameMember } from './domain/member/change-account.ts';
import type { RenamedMember } from './domain/member/change-account.ts';
import type { MemberExport } from './domain/member/member-export.ts';
import { requireReset } from './domain/member/password-reset.ts';
import { endAllSessions } from './domain/session/end-sessions.ts';
import type { Session } from './domain/session/session.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlAccountLinkStore } from './store/sql-account-link-store.ts';
import { createSqlMemberAccountStore } from './store/sql-member-account-store.ts';
import { createSqlMemberExportStore } from './store/sql-member-export-store.ts';
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
  /** As `renameMember` of the domain. */
  rename(member: Member, display_name: string): Promise<RenamedMember>;
  /** As `setAddress` of the domain; needs the secret key. */
  setAddress(member: Member, username: string): Promise<SetAddress>;
  /** As `requireReset` of the domain; needs the secret key. */
  requireReset(member: Member): Promise<number | undefined>;
  /** As `deleteMember` of the domain, by staff; needs the secret key. */
  delete(member: Member): ReturnType<typeof deleteMember>;
  /** Everything that is kept about a member, by section. */
  exportMember(member: Member): Promise<MemberExport | undefined>;
  /** What happened in the account, newest first. */
  listActivity(member: Member, limit: number): Promise<readonly AuditRecord[]>;
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

/** Where the members are, and what mails are sealed with. */
export interface MemberRegistryLocation extends DatabaseLocation {
  /** Asked when the first mail is written; without it whatever sends one fails. */
  readonly readSecretKey?: () => Uint8Array;
}

const pageSize = 500;

function openLetters(
  { readSecretKey }: MemberRegistryLocation,
  openLetterbox: (secretKey: Uint8Array) => Letterbox,
): Letterbox {
  let opened: Letterbox | undefined;
  const letterbox = () => {
    if (readSecretKey === undefined) throw new TypeError('No key was given to seal mails with');
    opened ??= openLetterbox(readSecretKey());
    return opened;
  };
  return {
    seal: (to, letter) => letterbox().seal(to, letter),
    post: (to, letter) => letterbox().post(to, letter),
  };
}

/**
 * Opens the members of a service that has been started before.
 *
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openMemberRegistry(
  location: MemberRegistryLocation,
  clock: Clock = systemClock,
): Promise<MemberRegistry> {
  const { database, openLetterbox, requester, close, ...house } = await openOperatorDatabase(
    location,
    clock,
  );
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
  const changes = {
    ...house,
    liveness,
    letters: openLetters(location, openLetterbox),
    account: { accounts, links: createSqlAccountLinkStore(database) },
  };
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
    rename: (member, name) => renameMember(member, name, requester(), parts),
    setAddress: (member, username) => setAddress(member, username, requester(), changes),
    requireReset: (member) => requireReset(member, requester(), changes),
    delete: (member) => deleteMember(member, 'staff', requester(), changes),
    async exportMember({ member_id }) {
      house.audit.append(auditEvents.memberDataExported(requester(), { member_id }));
      return createSqlMemberExportStore(database).exportMember(member_id);
    },
    listActivity: ({ member_id }, limit) =>
      house.audits.listMemberEvents(member_id, undefined, limit),
    listSessions: ({ member_id }) => sessions.listLiveSessions(member_id, undefined, clock()),
    async endSessions(member, client_id) {
      if (client_id === undefined) return endEverything(member, requester(), parts);
      const owner = { member_id: member.member_id, client_id };
      return endAllSessions(owner, requester(), { ...house, sessions, liveness });
    },
    close,
  };
}
