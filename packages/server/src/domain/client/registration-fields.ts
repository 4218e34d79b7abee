import { rolesOf } from './client-role.ts';
import type { Client } from './client.ts';
import type { RegistrationProfile } from './registration-profile.ts';

/** What may be changed of a registration, as it was typed; an empty text or list stands for none. */
export interface RegistrationFields {
  readonly client_name: string;
  readonly homepage_url: string;
  readonly description: string;
  readonly developer_name: string;
  readonly developer_url: string;
  readonly developer_email: string;
  readonly redirect_uris: readonly string[];
  readonly cors_origins: readonly string[];
  readonly grant_types: readonly string[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly roles: readonly string[];
  readonly access_token_lifetime_seconds: number;
  readonly refresh_token_lifetime_seconds: number;
  readonly session_absolute_lifetime_seconds: number;
}

/** A registration as it was typed. What is left out gets what the dialect does without being told. */
export interface WantedClient extends Partial<RegistrationFields> {
  /** Only where the dialect lets it be chosen; made otherwise. */
  readonly client_id?: string;
  /** Cannot be changed later. */
  readonly client_type: string;
}

function toList(values: readonly string[]): readonly string[] {
  return [...new Set(values.map((value) => value.trim()))].filter((value) => value !== '');
}

/**
 * The fields with what was typed written over them, and without what nobody meant: outer white space, empty
 * entries, repetitions, CR line ends.
 */
export function mergeFields(
  standing: RegistrationFields,
  typed: Partial<RegistrationFields>,
): RegistrationFields {
  const named = Object.entries(typed).filter(([, value]) => value !== undefined);
  const fields: RegistrationFields = { ...standing, ...Object.fromEntries(named) };
  return {
    client_name: fields.client_name.trim(),
    homepage_url: fields.homepage_url.trim(),
    description: fields.description.replaceAll(/\r\n?/g, '\n').trim(),
    developer_name: fields.developer_name.trim(),
    developer_url: fields.developer_url.trim(),
    developer_email: fields.developer_email.trim(),
    redirect_uris: toList(fields.redirect_uris),
    cors_origins: toList(fields.cors_origins),
    grant_types: toList(fields.grant_types),
    scopes: toList(fields.scopes),
    audiences: toList(fields.audiences),
    roles: toList(fields.roles),
    access_token_lifetime_seconds: fields.access_token_lifetime_seconds,
    refresh_token_lifetime_seconds: fields.refresh_token_lifetime_seconds,
    session_absolute_lifetime_seconds: fields.session_absolute_lifetime_seconds,
  };
}

/** What a new registration holds where nothing was said. */
export function defaultFields(profile: RegistrationProfile, isPublic: boolean): RegistrationFields {
  return {
    client_name: '',
    homepage_url: '',
    description: '',
    developer_name: '',
    developer_url: '',
    developer_email: '',
    redirect_uris: [],
    cors_origins: [],
    grant_types: profile.defaultGrantTypes.filter(
      (grant) => !isPublic || !profile.confidentialGrantTypes.includes(grant),
    ),
    scopes: profile.scopes,
    audiences: profile.audiences,
    roles: profile.fields.has('roles') ? ['end_user_support'] : [],
    access_token_lifetime_seconds: profile.access_token_lifetime_seconds,
    refresh_token_lifetime_seconds: profile.refresh_token_lifetime_seconds,
    session_absolute_lifetime_seconds: profile.session_absolute_lifetime_seconds,
  };
}

/** The fields of a client that stands, as somebody would have typed them. */
export function fieldsOfClient(client: Client, profile: RegistrationProfile): RegistrationFields {
  const ownField = (field: 'developer_name' | 'developer_url' | 'developer_email'): string =>
    profile.fields.has(field) ? (client[field] ?? '') : '';
  return {
    client_name: client.client_name,
    homepage_url: client.homepage_url ?? '',
    description: client.description ?? '',
    developer_name: ownField('developer_name'),
    developer_url: ownField('developer_url'),
    developer_email: ownField('developer_email'),
    redirect_uris: client.redirect_uris,
    cors_origins: client.cors_origins,
    grant_types: client.grant_types,
    scopes: client.scopes,
    audiences: client.audiences,
    roles: profile.fields.has('roles') ? rolesOf(client) : [],
    access_token_lifetime_seconds: client.access_token_lifetime_seconds,
    refresh_token_lifetime_seconds: client.refresh_token_lifetime_seconds,
    session_absolute_lifetime_seconds: client.session_absolute_lifetime_seconds,
  };
}
