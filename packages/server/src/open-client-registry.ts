import { registrationProfiles } from './dialect/registration-profiles.ts';
import type { Client, DialectName, OwnedClient } from './domain/client/client.ts';
import {
  deleteClient,
  editClient,
  findProblemsOfWanted,
  registerClient,
  rotateSecret,
} from './domain/client/registration.ts';
import type { Edited, Registered, Registrar, Rotated } from './domain/client/registration.ts';
import type { RegistrationFields, WantedClient } from './domain/client/registration-fields.ts';
import type { RegistrationProblem } from './domain/client/registration-rules.ts';
import type { Member, MemberStore } from './domain/member/member.ts';
import type { Clock } from './domain/ports.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlClientStore } from './store/sql-client-store.ts';
import { createSqlMemberStore } from './store/sql-member-store.ts';

/**
 * The clients of a service, as its operator sees and changes them. It works on the database, whether or not
 * the service runs: what is changed here, a running one sees within a second.
 */
export interface ClientRegistry {
  /** What {@link register} would refuse by the rules of registration. */
  findProblems(dialect: DialectName, wanted: WantedClient): readonly RegistrationProblem[];
  /** As `registerClient` of the domain: for a member, or by staff when `owner` is undefined. */
  register(
    dialect: DialectName,
    wanted: WantedClient,
    owner: Member | undefined,
  ): Promise<Registered>;
  edit(client_id: string, changes: Partial<RegistrationFields>): Promise<Edited>;
  rotateSecret(client_id: string): Promise<Rotated>;
  /** False when there is no such client. */
  delete(client_id: string): Promise<boolean>;
  find(client_id: string): Promise<OwnedClient | undefined>;
  /** All clients, of one dialect or of both, in the order of their identifiers. */
  list(dialect: DialectName | undefined): Promise<readonly Client[]>;
  findMember: MemberStore['findMember'];
  findMemberByUsername: MemberStore['findMemberByUsername'];
  /** The members that may use the password-limited grant with the client. */
  listListedMembers(client_id: string): Promise<readonly string[]>;
  /** Replaces them; at most three. @throws RangeError for more */
  setListedMembers(client_id: string, member_ids: readonly string[]): Promise<void>;
  /** Writes what is still in memory and closes the database. */
  close(): Promise<void>;
}

const pageSize = 500;

/**
 * Opens the registry of a service that has been started before.
 *
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openClientRegistry(
  location: DatabaseLocation,
  clock: Clock = systemClock,
): Promise<ClientRegistry> {
  const { database, audit, random, requester, close } = await openOperatorDatabase(location, clock);
  const clients = createSqlClientStore(database, clock);
  const members = createSqlMemberStore(database);
  const parts = {
    clients,
    audit,
    clock,
    random,
    registrationProfiles,
    liveness: { forget: () => {} },
  };
  const registrarFor = (owner: Member | undefined): Registrar => ({
    owner,
    requester: requester(),
  });
  const staff = registrarFor(undefined);
  return {
    findProblems: (dialect, wanted) => findProblemsOfWanted(dialect, wanted, parts),
    register: (dialect, wanted, owner) =>
      registerClient(dialect, wanted, registrarFor(owner), parts),
    edit: (client_id, changes) => editClient(client_id, changes, staff, parts),
    rotateSecret: (client_id) => rotateSecret(client_id, staff, parts),
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
    setListedMembers: (client_id, member_ids) => clients.setListedMembers(client_id, member_ids),
    close,
  };
}
