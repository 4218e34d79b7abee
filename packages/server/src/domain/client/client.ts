import type { GrantType } from '@pitpass/protocol';

import type { QueuedMail } from '../mail/letterbox.ts';

import type { ClientLifeStore } from './client-life.ts';
import type { ClientRole } from './client-role.ts';

/** The dialects that a client can belong to. A client belongs to exactly one. */
export type DialectName = 'iracing' | 'trackmania';

/** What kind of program a client is; all but the first are public. @see The book, chapters 2 and 5 */
export type ClientType = 'server-side' | 'single-page-app' | 'mobile' | 'native';

/** Where a client is in its life. */
export type ClientState = 'requested' | 'refused' | 'active' | 'disabled';

/** A registered client, as its row stands. */
export interface Client {
  readonly client_id: string;
  readonly dialect: DialectName;
  readonly client_type: ClientType;
  readonly client_name: string;
  readonly developer_name: string | null;
  readonly developer_url: string | null;
  readonly developer_email: string | null;
  /** The app's own page, as its developer named it; never fetched. Older records lack it. */
  readonly homepage_url?: string;
  /** What the developer says that the app does. Older records lack it. */
  readonly description?: string;
  /** Digest of the secret in the form in which the dialect presents it; null for public clients. */
  readonly secret_digest: string | null;
  /** The secret that is being replaced: good beside the new one until it ends. */
  readonly former_secret?: { readonly secret_digest: string; readonly ends_at: number };
  /** Whom it serves; older records lack it and serve everybody. @see The book, chapter 6 */
  readonly roles?: readonly ClientRole[];
  readonly grant_types: readonly GrantType[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly redirect_uris: readonly string[];
  readonly cors_origins: readonly string[];
  readonly access_token_lifetime_seconds: number;
  readonly refresh_token_lifetime_seconds: number;
  readonly session_absolute_lifetime_seconds: number;
  /** True once staff has looked at it; consent warns until then. */
  readonly is_reviewed: boolean;
  /** Nobody can use a client unless it is active; one that never was is unknown to the outside. */
  readonly state: ClientState;
  readonly created_at: number;
}

/** The most members that may use one client with the password-limited grant. @see The book, 4.2 and 13.2 */
export const passwordLimitedMembersMax = 3;

/** True for clients that cannot keep a secret. @see RFC 6749 §2.1 */
export function isPublicClient(client: Client): boolean {
  return client.secret_digest === null;
}

/** True once staff has let it in, whether or not it is disabled by now. Until then it does not exist outside. */
export function isIssued({ state }: Pick<Client, 'state'>): boolean {
  return state === 'active' || state === 'disabled';
}

/**
 * True for a client that members never meet on a page: its only way to a first token is their password. Its
 * developer is shown nowhere.
 *
 * @see The book, chapters 2 and 4.2
 */
export function isPasswordLimitedOnly({
  grant_types,
}: {
  grant_types: readonly string[];
}): boolean {
  const first = grant_types.filter((grant) => grant !== 'refresh_token');
  return first.length > 0 && first.every((grant) => grant === 'password_limited');
}

/** The developer as members and apps are shown them. */
export function shownDeveloper(
  client: Client,
): Pick<Client, 'developer_name' | 'developer_url' | 'developer_email'> {
  const { developer_name, developer_url, developer_email } = client;
  return isPasswordLimitedOnly(client)
    ? { developer_name: null, developer_url: null, developer_email: null }
    : { developer_name, developer_url, developer_email };
}

/** A client with the member who registered it; null for clients that staff registered. */
export interface OwnedClient {
  readonly client: Client;
  readonly owner_member_id: string | null;
}

/** What became of a client that a member wanted to register. */
export type OwnedClientCreation = 'created' | 'taken' | 'too_many' | 'owner_unknown';

/**
 * Where clients are kept. What registers and changes them is conditional, so that of two that come at the
 * same moment neither undoes the other unseen.
 */
export interface ClientStore extends ClientLifeStore {
  /** Finds a client whatever its state. May be up to one second old. */
  findClient(client_id: string): Promise<Client | undefined>;
  /** Inserts a client or, where the `client_id` stands, replaces its record. */
  saveClient(client: Client): Promise<void>;
  /** Finds a client and its owner as they stand at this moment: for whoever is about to change it. */
  findOwnedClient(client_id: string): Promise<OwnedClient | undefined>;
  /**
   * Inserts a client that has no owner.
   *
   * @returns false, and nothing is written, when the `client_id` is taken
   */
  createClient(client: Client): Promise<boolean>;
  /**
   * Inserts a client with its owner, whose account must be in use and have fewer than `clientsMax` clients.
   * Nothing is written unless the answer is `created`, however many calls come at once.
   */
  createClientOfOwner(
    client: Client,
    owner_member_id: string,
    clientsMax: number,
  ): Promise<OwnedClientCreation>;
  /** The clients that a member registered, newest first. */
  listClientsOfOwner(owner_member_id: string): Promise<readonly Client[]>;
  /** Clients in the order of their `client_id`, those behind `after`, at most `limit`. */
  listClients(page: {
    readonly dialect: DialectName | undefined;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly Client[]>;
  /**
   * Replaces the record of a client and its registered origins; its secret, state and dialect stay.
   *
   * @returns false, and nothing is written, when the record is no longer what `before` holds
   */
  updateClient(client: Client, before: Client): Promise<boolean>;
  /**
   * Replaces the digest of a client's secret; a former one ends with it.
   *
   * @returns false, and nothing is written, when the standing digest is no longer `before`
   */
  replaceSecretDigest(client_id: string, secret_digest: string, before: string): Promise<boolean>;
  /**
   * Deletes a client with everything that belongs to it: sessions, codes, refresh tokens, consents, lists.
   * None of its tokens can be used afterwards.
   *
   * @param owner_member_id - undefined deletes it whoever registered it
   * @returns the ids of the sessions that ended, or undefined, and nothing is deleted, when there is no such
   *   client of that owner
   */
  deleteClient(
    client_id: string,
    owner_member_id: string | undefined,
  ): Promise<readonly string[] | undefined>;
  /** True when an active client of the dialect has registered the origin for cross-origin calls. */
  isCorsOriginRegistered(dialect: DialectName, origin: string): Promise<boolean>;
  /** True when the member is on the client's access list for the password-limited grant. */
  isMemberListed(client_id: string, member_id: string): Promise<boolean>;
  /** The members on the access list, in no order. */
  listListedMembers(client_id: string): Promise<readonly string[]>;
  /**
   * Replaces the access list. Who stays on it stays confirmed; the sessions that the client began by this
   * grant for anybody else end. The letters are queued in the same transaction.
   *
   * @throws RangeError when it would hold more than {@link passwordLimitedMembersMax} members
   */
  setListedMembers(
    client_id: string,
    member_ids: readonly string[],
    mails?: readonly QueuedMail[],
  ): Promise<void>;
}
