import { registrationProfiles } from './dialect/registration-profiles.ts';
import type { Client, ClientStore, DialectName, OwnedClient } from './domain/client/client.ts';
import type { ClientLife, ReviewedClient } from './domain/client/client-life.ts';
import {
  approveClient,
  disableClient,
  enableClient,
  refuseClient,
} from './domain/client/client-review.ts';
import type { Decided } from './domain/client/client-review.ts';
import { addSecret, endFormerSecret, rotateSecret } from './domain/client/client-secrets.ts';
import type { Rotated } from './domain/client/client-secrets.ts';
import { deleteClient, editClient } from './domain/client/edit-client.ts';
import type { Edited } from './domain/client/edit-client.ts';
import { findProblemsOfWanted, registerClient } from './domain/client/register-client.ts';
import type { Registered } from './domain/client/register-client.ts';
import type { Registrar } from './domain/client/registration.ts';
import { sendSecretLink } from './domain/client/secret-links.ts';
import type { RegistrationFields, WantedClient } from './domain/client/registration-fields.ts';
import type { RegistrationProblem } from './domain/client/registration-rules.ts';
import { createLetterbox } from './domain/mail/create-letterbox.ts';
import type { LetterboxParts } from './domain/mail/create-letterbox.ts';
import type { Letterbox } from './domain/mail/letterbox.ts';
import type { Member, MemberStore } from './domain/member/member.ts';
import type { Clock, Requester } from './domain/ports.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlClientStore } from './store/sql-client-store.ts';
import { createSqlMailStore } from './store/sql-mail-store.ts';
import { replaceAccessList } from './domain/client/password-limited.ts';
import type { PasswordLimitedStore } from './domain/client/password-limited.ts';
import { createSqlPasswordLimitedStore } from './store/sql-password-limited-store.ts';
import { createSqlMemberStore } from './store/sql-member-store.ts';

/**
 * The clients of a service, as its operator sees and changes them. It works on the database, whether or not
 * the service runs: what is changed here, a running one sees within a second.
 */
export interface ClientRegistry {
  /** What {@link register} would refuse by the rules of registration. */
  findProblems(
    dialect: DialectName,
    wanted: WantedClient,
    approval?: StaffApproval,
  ): readonly RegistrationProblem[];
  /** What {@link request} would refuse by the rules. */
  findProblemsOfRequest(
    dialect: DialectName,
    wanted: WantedClient,
    applicant: Member,
  ): readonly RegistrationProblem[];
  /** The present moment in epoch seconds, as the registry has it. */
  now(): number;
  /** As `registerClient` of the domain, by staff: for a member, or for nobody when `owner` is undefined. */
  register(
    dialect: DialectName,
    wanted: WantedClient,
    owner: Member | undefined,
    approval?: StaffApproval,
  ): Promise<Registered>;
  /** Asks for a client as the member would: where the dialect wants it, it waits for its review. */
  request(dialect: DialectName, wanted: WantedClient, applicant: Member): Promise<Registered>;
  /** Those that wait for their review, oldest first, or that were refused, newest first. */
  listReviews(state: 'requested' | 'refused'): Promise<readonly ReviewedClient[]>;
  findLife(client_id: string): Promise<ClientLife | undefined>;
  approve(client_id: string): ReturnType<typeof approveClient>;
  refuse(client_id: string, reason: string): Promise<Decided>;
  disable(client_id: string, reason: string | undefined): Promise<Decided>;
  enable(client_id: string): Promise<Decided>;
  edit(
    client_id: string,
    changes: Partial<RegistrationFields>,
    approval?: StaffApproval,
  ): Promise<Edited>;
  rotateSecret(client_id: string): Promise<Rotated>;
  /** Adds a secret; the standing one is good for so many seconds more. */
  addSecret(client_id: string, overlapSeconds: number): Promise<Rotated>;
  endFormerSecret(client_id: string): ReturnType<typeof endFormerSecret>;
  /** Mails a link to a new secret to whoever manages the client. */
  sendSecretLink(client_id: string): ReturnType<typeof sendSecretLink>;
  /** False when there is no such client. */
  delete(client_id: string): Promise<boolean>;
  find(client_id: string): Promise<OwnedClient | undefined>;
  /** All clients, of one dialect or of both, in the order of their identifiers. */
  list(dialect: DialectName | undefined): Promise<readonly Client[]>;
  findMember: MemberStore['findMember'];
  findMemberByUsername: MemberStore['findMemberByUsername'];
  /** The members that may use the password-limited grant with the client. */
  listListedMembers(client_id: string): Promise<readonly string[]>;
  /** As `replaceAccessList` of the domain. @throws RangeError for more than three */
  setListedMembers(client_id: string, listed: readonly Member[]): Promise<void>;
  /** When a listed member confirmed the client; undefined when they did not. */
  findConfirmation(client_id: string, member_id: string): Promise<number | undefined>;
  /** Writes what is still in memory and closes the database. */
  close(): Promise<void>;
}

/** What staff lets pass that is refused otherwise. */
export interface StaffApproval {
  /** Redirect URIs of plain http. @see The book, chapter 7 */
  readonly approvesHttp?: boolean;
}

/** Where the registry is, and what mails are sealed with. */
export interface ClientRegistryLocation extends DatabaseLocation {
  /** Asked when the first mail is written; without it whatever sends one fails. */
  readonly readSecretKey?: () => Uint8Array;
}

const pageSize = 500;

function openLetters(
  { readSecretKey }: ClientRegistryLocation,
  parts: Omit<LetterboxParts, 'secretKey'>,
): Pick<Letterbox, 'seal'> {
  let letterbox: Letterbox | undefined;
  return {
    seal(to, letter) {
      if (readSecretKey === undefined) throw new TypeError('No key was given to seal mails with');
      letterbox ??= createLetterbox({ ...parts, secretKey: readSecretKey() });
      return letterbox.seal(to, letter);
    },
  };
}

function createAccessLists(
  passwordLimited: PasswordLimitedStore,
  parts: Parameters<typeof replaceAccessList>[3] & { readonly clients: ClientStore },
  requester: () => Requester,
): Pick<ClientRegistry, 'setListedMembers' | 'findConfirmation'> {
  return {
    async setListedMembers(client_id, listed) {
      const found = await parts.clients.findOwnedClient(client_id);
      if (found !== undefined) await replaceAccessList(found.client, listed, requester(), parts);
    },
    findConfirmation: (client_id, member_id) =>
      passwordLimited.findConfirmation(client_id, member_id, 0),
  };
}

/**
 * Opens the registry of a service that has been started before.
 *
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openClientRegistry(
  location: ClientRegistryLocation,
  clock: Clock = systemClock,
): Promise<ClientRegistry> {
  const { database, audit, random, requester, close } = await openOperatorDatabase(location, clock);
  const clients = createSqlClientStore(database, clock);
  const members = createSqlMemberStore(database);
  const mails = createSqlMailStore(database);
  const parts = {
    clients,
    members,
    letters: openLetters(location, { mails, clock, random }),
    audit,
    clock,
    random,
    registrationProfiles,
    liveness: { forget: () => {} },
  };
  const registrarFor = (owner: Member | undefined, approval: StaffApproval = {}): Registrar => ({
    owner,
    requester: requester(),
    isStaff: true,
    ...approval,
  });
  const staff = registrarFor(undefined);
  return {
    findProblems: (dialect, wanted, approval) =>
      findProblemsOfWanted(dialect, wanted, parts, registrarFor(undefined, approval)),
    register: (dialect, wanted, owner, approval) =>
      registerClient(dialect, wanted, registrarFor(owner, approval), parts),
    request: (dialect, wanted, owner) =>
      registerClient(dialect, wanted, { owner, requester: requester() }, parts),
    findProblemsOfRequest: (dialect, wanted, owner) =>
      findProblemsOfWanted(dialect, wanted, parts, { owner, requester: requester() }),
    now: clock,
    listReviews: (state) => clients.listReviews(state),
    findLife: (client_id) => clients.findClientLife(client_id),
    approve: (client_id) => approveClient(client_id, staff, parts),
    refuse: (client_id, reason) => refuseClient(client_id, reason, staff, parts),
    disable: (client_id, reason) => disableClient(client_id, reason, staff, parts),
    enable: (client_id) => enableClient(client_id, staff, parts),
    edit: (client_id, changes, approval) =>
      editClient(client_id, changes, registrarFor(undefined, approval), parts),
    rotateSecret: (client_id) => rotateSecret(client_id, staff, parts),
    addSecret: (client_id, overlap) => addSecret(client_id, overlap, staff, parts),
    endFormerSecret: (client_id) => endFormerSecret(client_id, staff, parts),
    sendSecretLink: (client_id) => sendSecretLink(client_id, staff, parts),
    delete: (client_id) => deleteClient(client_id, staff, parts),
    find: (client_id) => clients.findOwnedClient(client_id),
    async list(dialect) {
      const all: Client[] = [];
      for (;;) {
        const after = all.at(-1)?.client_id ?? '';
        const page = await clients.listClients({ dialect, after, limit: pageSize });
        all.push(...page);
        if (page.length < pageSize) return all;
      }
    },
    findMember: (member_id) => members.findMember(member_id),
    findMemberByUsername: (username) => members.findMemberByUsername(username),
    listListedMembers: (client_id) => clients.listListedMembers(client_id),
    ...createAccessLists(createSqlPasswordLimitedStore(database), parts, requester),
    close,
  };
}
