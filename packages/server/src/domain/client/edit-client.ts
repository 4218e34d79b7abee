import { auditEvents } from '../audit/audit-event.ts';
import { isPublicClient } from './client.ts';
import type { Client } from './client.ts';
import { findLikenesses } from './name-review.ts';
import { approvedHttpUrisOf, isOwn, subjectOf, toDescription } from './registration.ts';
import type {
  RefusedRegistration,
  Registrar,
  RegistrationParts,
  UnknownClient,
} from './registration.ts';
import { fieldsOfClient, mergeFields } from './registration-fields.ts';
import type { RegistrationFields } from './registration-fields.ts';
import { findRegistrationProblems } from './registration-rules.ts';
import type { RegistrationProblem } from './registration-rules.ts';

const overtaken: RegistrationProblem = {
  field: 'client_id',
  message: 'The app was changed by others again and again at this moment; try again.',
};

function toNameProblem(likeness: string): RegistrationProblem {
  return {
    field: 'client_name',
    message: `${likeness.replace(/\.$/, '')}; choose another one, or ask the people who run this service.`,
  };
}

/** What became of a change. */
export type Edited =
  { readonly outcome: 'edited'; readonly client: Client } | RefusedRegistration | UnknownClient;

const attemptsMax = 5;

/**
 * Changes what is named of a client and leaves the rest; type, identifier and secret cannot be changed. What
 * two change at the same moment is brought together, or the later of them wins where both changed the same.
 * A change by the owner takes the mark of the review away.
 */
export async function editClient(
  client_id: string,
  changes: Partial<RegistrationFields>,
  registrar: Registrar,
  { clients, audit, registrationProfiles }: RegistrationParts,
): Promise<Edited> {
  const { owner, requester } = registrar;
  const isByStaff = owner === undefined || registrar.isStaff === true;
  for (let attempts = 1; attempts <= attemptsMax; attempts += 1) {
    const found = await clients.findOwnedClient(client_id);
    if (found === undefined || !isOwn(found, registrar)) return { outcome: 'unknown' };
    const before = found.client;
    const profile = registrationProfiles[before.dialect];
    const { client_type } = before;
    const isPublic = isPublicClient(before);
    const fields = mergeFields(fieldsOfClient(before, profile), changes);
    const typedUris = approvedHttpUrisOf(registrar, fields.redirect_uris);
    const approvedHttpUris = [...typedUris, ...before.redirect_uris];
    const isRenamed = fields.client_name !== before.client_name;
    // A name that stands was let in.
    const isNameReviewed = !isRenamed;
    const shape = { fields, profile, client_type, isPublic, client_id: undefined };
    const draft = { ...shape, approvedHttpUris, isNameReviewed };
    const likenesses =
      isByStaff || !isRenamed ? [] : await findLikenesses(fields.client_name, owner, clients);
    const problems = [...findRegistrationProblems(draft), ...likenesses.map(toNameProblem)];
    if (problems.length > 0) return { outcome: 'refused', problems };
    const { homepage_url: _homepage, description: _description, ...kept } = before;
    const owner_name = profile.fields.has('developer_name') ? null : before.developer_name;
    const client: Client = {
      ...kept,
      ...toDescription(fields, owner_name, profile),
      is_reviewed: isByStaff && before.is_reviewed,
    };
    if (await clients.updateClient(client, before)) {
      audit.append(auditEvents.clientEdited(requester, subjectOf(client_id, registrar)));
      return { outcome: 'edited', client };
    }
  }
  return { outcome: 'refused', problems: [overtaken] };
}

/**
 * Deletes a client and everything that belongs to it: its sessions end at once, on other nodes within a
 * second, and no code or refresh token of it can be used. One event stands for all of it.
 *
 * @returns false when there is no such client, or it is not the registrar's
 */
export async function deleteClient(
  client_id: string,
  registrar: Registrar,
  { clients, audit, liveness }: RegistrationParts,
): Promise<boolean> {
  const ended = await clients.deleteClient(client_id, registrar.owner?.member_id);
  if (ended === undefined) return false;
  liveness.forget(ended);
  audit.append(auditEvents.clientDeleted(registrar.requester, subjectOf(client_id, registrar)));
  return true;
}
