import type { RegistrationProfile } from '../../domain/client/registration-profile.ts';
import { digestOf } from '../../domain/presented.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const yearSeconds = 31_536_000;

/**
 * What a registration of the dialect is: identifiers of 20 and secrets of 40 lower-case hex characters.
 *
 * @see trackmania-api §5.4, §9
 */
export const trackmaniaRegistration: RegistrationProfile = {
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
  isReviewedFirst: false,
  reservedNameWord: undefined,
  access_token_lifetime_seconds: 3600,
  refresh_token_lifetime_seconds: 2_592_000,
  session_absolute_lifetime_seconds: yearSeconds,
  createClientId: (random) => hex(random(10)),
  createSecret: (random) => hex(random(20)),
  digestSecret: (client_secret) => digestOf(client_secret),
};
