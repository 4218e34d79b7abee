import type { GrantType } from '@pitpass/protocol';

import type { Random } from '../ports.ts';
import type { Digest } from '../presented.ts';
import type { ClientType, DialectName } from './client.ts';

/** What a person fills in to register a client, by the name that it has in the record. */
export type RegistrationField =
  | 'client_id'
  | 'client_type'
  | 'client_name'
  | 'homepage_url'
  | 'description'
  | 'developer_name'
  | 'developer_url'
  | 'developer_email'
  | 'redirect_uris'
  | 'cors_origins'
  | 'grant_types'
  | 'scopes'
  | 'audiences'
  | 'roles'
  | 'access_token_lifetime_seconds'
  | 'refresh_token_lifetime_seconds'
  | 'session_absolute_lifetime_seconds'
  | 'owner';

/** What a registration is in one dialect. */
export interface RegistrationProfile {
  readonly dialect: DialectName;
  /** What may be filled in; everything else must be left out. */
  readonly fields: ReadonlySet<RegistrationField>;
  readonly clientTypes: readonly ClientType[];
  /** In the order in which they are shown. */
  readonly grantTypes: readonly GrantType[];
  /** Those of them that only a client with a secret may use. */
  readonly confidentialGrantTypes: readonly GrantType[];
  /** Registered when nothing is said of grants; those that a public client may not have are left out. */
  readonly defaultGrantTypes: readonly GrantType[];
  /** Also registered when nothing is said of scopes. */
  readonly scopes: readonly string[];
  /** Also registered when nothing is said of audiences. */
  readonly audiences: readonly string[];
  /** True where a member’s app waits for its review before it is let in. */
  readonly isReviewedFirst: boolean;
  /** A word that no app may have in its name, in lower case; undefined when every name will do. */
  readonly reservedNameWord: string | undefined;
  readonly access_token_lifetime_seconds: number;
  readonly refresh_token_lifetime_seconds: number;
  readonly session_absolute_lifetime_seconds: number;
  createClientId(random: Random): string;
  createSecret(random: Random): string;
  /** The digest under which a secret is stored: of the form in which it will be presented. */
  digestSecret(client_secret: string, client_id: string): Digest;
}

/** What a registration is, dialect by dialect. */
export type RegistrationProfiles = Readonly<Record<DialectName, RegistrationProfile>>;
