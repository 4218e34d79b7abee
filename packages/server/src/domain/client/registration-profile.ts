import { hash } from 'node:crypto';

import { mask } from '@pitpass/protocol';
import type { GrantType } from '@pitpass/protocol';

import type { Random } from '../ports.ts';
import { createPresentedValue, digestOf } from '../presented.ts';
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

const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const yearSeconds = 31_536_000;

/** @see The book, chapters 2, 5, 7, 12 and 13.2 */
const iracing: RegistrationProfile = {
  dialect: 'iracing',
  fields: new Set([
    'client_id',
    'client_type',
    'client_name',
    'developer_name',
    'developer_url',
    'developer_email',
    'redirect_uris',
    'cors_origins',
    'grant_types',
    'scopes',
    'audiences',
  ]),
  clientTypes: ['server-side', 'single-page-app', 'mobile', 'native'],
  grantTypes: ['authorization_code', 'refresh_token', 'password_limited'],
  confidentialGrantTypes: ['password_limited'],
  defaultGrantTypes: ['authorization_code', 'refresh_token'],
  scopes: ['iracing.auth', 'iracing.profile'],
  audiences: ['data-server'],
  reservedNameWord: 'iracing',
  access_token_lifetime_seconds: 600,
  refresh_token_lifetime_seconds: 604_800,
  session_absolute_lifetime_seconds: yearSeconds,
  createClientId: (random) => `client-${hex(random(10))}`,
  createSecret: (random) => createPresentedValue('client_secret', random),
  digestSecret: (client_secret, client_id) => digestOf(mask(client_secret, client_id, sha256)),
};

/** Identifiers of 20 and secrets of 40 lower-case hex characters, as the dialect shows them. */
const trackmania: RegistrationProfile = {
  dialect: 'trackmania',
  fields: new Set([
    'client_type',
    'client_name',
    'homepage_url',
    'description',
    'redirect_uris',
    'grant_types',
    'scopes',
    'owner',
  ]),
  clientTypes: ['server-side', 'native'],
  grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  confidentialGrantTypes: ['client_credentials'],
  defaultGrantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  scopes: ['clubs', 'read_favorite', 'write_favorite'],
  audiences: [],
  reservedNameWord: undefined,
  access_token_lifetime_seconds: 3600,
  refresh_token_lifetime_seconds: 2_592_000,
  session_absolute_lifetime_seconds: yearSeconds,
  createClientId: (random) => hex(random(10)),
  createSecret: (random) => hex(random(20)),
  digestSecret: (client_secret) => digestOf(client_secret),
};

/** What a registration is, dialect by dialect. */
export const registrationProfiles: Readonly<Record<DialectName, RegistrationProfile>> = {
  iracing,
  trackmania,
};
