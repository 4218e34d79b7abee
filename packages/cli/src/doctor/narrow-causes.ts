import { findRedirectUriProblem, normalizeIdentifier } from '@pitpass/protocol';

import type { PastedAnswer } from './answer.ts';
import { askAboutRedirectUri } from './probe.ts';
import { isSafeService } from './check-service.ts';
import type { DoctorContext } from './context.ts';
import { ok, problem, remark, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { findNearRedirectUri } from './near-redirect-uri.ts';
import { findListedMembers, findRegistrations } from './registration.ts';
import type { ListedMember } from './registration.ts';

async function findRegisteredUris({
  context,
  client_id,
}: {
  readonly context: DoctorContext;
  readonly client_id: string;
}): Promise<readonly string[]> {
  const registered = (await findRegistrations(context))?.find(
    (client) => client.client_id === client_id,
  )?.redirect_uris;
  const { settings } = context;
  return registered ?? (settings?.client_id === client_id ? settings.redirect_uris : []);
}

/** What to say of one redirect URI of a client: right, or which one was probably meant. */
export async function compareRedirectUri(
  redirect_uri: string,
  client_id: string,
  context: DoctorContext,
): Promise<Finding> {
  const check = 'redirect URI';
  const registered = await findRegisteredUris({ context, client_id });
  const { service } = context;
  const state =
    service !== undefined && context.provider === 'iracing' && isSafeService(service)
      ? await askAboutRedirectUri(service, client_id, redirect_uri)
      : 'unclear';
  const isKnown = state === 'unclear' ? registered.includes(redirect_uri) : state === 'registered';
  if (isKnown) return ok(check, `${redirect_uri} is registered for ${client_id}.`);
  const malformed = findRedirectUriProblem(redirect_uri);
  if (malformed !== undefined) {
    return problem(check, `${redirect_uri} cannot be registered at all: ${malformed}.`);
  }
  const near = findNearRedirectUri(redirect_uri, registered);
  if (near === undefined) {
    return problem(
      check,
      `${redirect_uri} is not registered for ${client_id}.`,
      'Compare it with what was registered: slash, port, host and query count, byte for byte.',
    );
  }
  return problem(
    check,
    `${redirect_uri} is not registered for ${client_id}. The nearest that is: ${near.uri}; ${near.difference}.`,
    `Send ${near.uri}, or have the other one registered.`,
  );
}

/** Which redirect URI is wrong, and in what. */
export async function narrowRedirectUri(
  answer: PastedAnswer,
  context: DoctorContext,
  asked: { readonly redirect_uri: string | undefined },
): Promise<readonly Finding[]> {
  const redirect_uri = asked.redirect_uri ?? answer.redirect_uri;
  const { client_id } = context;
  if (redirect_uri === undefined || client_id === undefined) {
    return [
      warning(
        'redirect URI',
        'Which one was sent is not said here.',
        'Give --client-id and --redirect-uri, or paste the whole address of the authorization request.',
      ),
    ];
  }
  return [await compareRedirectUri(redirect_uri, client_id, context)];
}

/** Which grants the client is registered for. */
export async function narrowGrant(context: DoctorContext): Promise<readonly Finding[]> {
  const { client_id } = context;
  const registrations = await findRegistrations(context);
  const registration = registrations?.find((client) => client.client_id === client_id);
  if (registration === undefined) return [];
  return [
    remark('grants', `${client_id} is registered for ${registration.grant_types.join(', ')}.`),
  ];
}

const listedMembersMax = 3;

/** How an operator lists a member beside those that are listed. */
function describeListing(
  client_id: string,
  username: string,
  listed: readonly ListedMember[],
): string {
  if (listed.length >= listedMembersMax) {
    return `The list holds ${listedMembersMax} members, and may hold no more; one has to go first.`;
  }
  const all = [...listed.map((member) => member.username), username];
  const words = all.map((name) => `--listed-member ${name}`).join(' ');
  return `An operator lists members: pitpass clients edit ${client_id} ${words}`;
}

/** Whether a member may be signed in by a client without a browser. */
export async function narrowPasswordLimited(
  context: DoctorContext,
  username: string | undefined,
): Promise<readonly Finding[]> {
  const { client_id } = context;
  const hint = warning(
    'password',
    'Whether the password is right, and masked with this username, takes both to say.',
    'pitpass doctor secret --username NAME --sent FILE',
  );
  const listed = client_id === undefined ? undefined : await findListedMembers(context, client_id);
  if (client_id === undefined || listed === undefined) return [hint];
  if (username === undefined) {
    const names = listed.map((member) => member.username).join(', ') || 'nobody';
    return [remark('access list', `${client_id} may sign in: ${names}.`), hint];
  }
  const wanted = normalizeIdentifier(username);
  const member = listed.find((one) => one.username === wanted);
  if (member === undefined) {
    const message = `${username} is not on the list of ${client_id}.`;
    return [problem('access list', message, describeListing(client_id, wanted, listed))];
  }
  if (!member.hasConfirmed) {
    return [
      problem(
        'access list',
        `${username} is on the list of ${client_id}, and has not confirmed it.`,
        'The member confirms it on the account page of the service.',
      ),
    ];
  }
  return [ok('access list', `${username} is on the list of ${client_id}, and confirmed it.`), hint];
}
