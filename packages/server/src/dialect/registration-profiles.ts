import type { RegistrationProfiles } from '../domain/client/registration-profile.ts';
import { iracingRegistration } from './iracing/registration-profile.ts';
import { trackmaniaRegistration } from './trackmania/registration-profile.ts';

/** What a registration is, dialect by dialect. */
export const registrationProfiles: RegistrationProfiles = {
  iracing: iracingRegistration,
  trackmania: trackmaniaRegistration,
};
