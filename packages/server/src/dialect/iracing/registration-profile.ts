import { hash } from 'node:crypto';

import { mask } from '@pitpass/protocol';

import type { RegistrationProfile } from '../../domain/client/registration-profile.ts';
import { createPresentedValue, digestOf } from '../../domain/presented.ts';

const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const yearSeconds = 31_536_000;

/** What a registration of the dialect is. @see The book, chapters 2, 5, 7, 12 and 13.2 */
export const iracingRegistration: RegistrationProfile = {
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
    'roles',
  ]),
  clientTypes: ['server-side', 'single-page-app', 'mobile', 'native'],
  grantTypes: ['authorization_code', 'refresh_token', 'password_limited'],
  confidentialGrantTypes: ['password_limited'],
  defaultGrantTypes: ['authorization_code', 'refresh_token'],
  scopes: ['iracing.auth', 'iracing.profile'],
  audiences: ['data-server'],
  isReviewedFirst: true,
  reservedNameWord: 'iracing',
  access_token_lifetime_seconds: 600,
  refresh_token_lifetime_seconds: 604_800,
  session_absolute_lifetime_seconds: yearSeconds,
  createClientId: (random) => `client-${hex(random(10))}`,
  createSecret: (random) => createPresentedValue('client_secret', random),
  digestSecret: (client_secret, client_id) => digestOf(mask(client_secret, client_id, sha256)),
};
