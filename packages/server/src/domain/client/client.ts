import type { GrantType } from '@pitpass/protocol';

/** The dialects that a client can belong to. A client belongs to exactly one. */
export type DialectName = 'iracing' | 'trackmania';

/** What kind of program a client is; all but the first are public. @see The book, chapters 2 and 5 */
export type ClientType = 'server-side' | 'single-page-app' | 'mobile' | 'native';

/** A registered client, as its row stands. */
export interface Client {
  readonly client_id: string;
  readonly dialect: DialectName;
  readonly client_type: ClientType;
  readonly client_name: string;
  readonly developer_name: string | null;
  readonly developer_url: string | null;
  readonly developer_email: string | null;
  /** Digest of the secret in the form in which the dialect presents it; null for public clients. */
  readonly secret_digest: string | null;
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
  readonly state: 'active' | 'disabled';
  readonly created_at: number;
}

/** The most members that may use one client with the password-limited grant. @see The book, 4.2 and 13.2 */
export const passwordLimitedMembersMax = 3;

/** True for clients that cannot keep a secret. @see RFC 6749 §2.1 */
export function isPublicClient(client: Client): boolean {
  return client.secret_digest === null;
}

/**
 * Where clients are kept.
 */
export interface ClientStore {
  /** Finds a client whatever its state. May be up to one second old. */
  findClient(client_id: string): Promise<Client | undefined>;
  /** Inserts a client or, where the `client_id` stands, replaces its record. */
  saveClient(client: Client): Promise<void>;
  /** True when an active client of the dialect has registered the origin for cross-origin calls. */
  isCorsOriginRegistered(dialect: DialectName, origin: string): Promise<boolean>;
  /** True when the member is on the client's access list for the password-limited grant. */
  isMemberListed(client_id: string, member_id: string): Promise<boolean>;
  /**
   * Replaces the access list.
   *
   * @throws RangeError when it would hold more than {@link passwordLimitedMembersMax} members
   */
  setListedMembers(client_id: string, member_ids: readonly string[]): Promise<void>;
}
