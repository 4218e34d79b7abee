import { setTimeout as sleep } from 'node:timers/promises';

import type { ListedEvent } from '@pitpass/server';

import type { PastedAnswer } from './answer.ts';
import { hasOwnService } from './context.ts';
import type { DoctorContext } from './context.ts';
import { remark } from './finding.ts';
import type { Finding } from './finding.ts';

const daySeconds = 86_400;
const eventsMax = 10_000;

const sentences: Readonly<Record<string, (event: ListedEvent) => string>> = {
  client_authentication_refused: ({ client_id }) =>
    client_id === null
      ? 'the client_id is not known there'
      : `the client ${client_id} is known, and its secret was wrong, missing or not masked; or it has none and one was sent`,
  authorization_code_refused: () =>
    'the code is known: it was used a moment before, belongs to another client, or the code_verifier is not right',
  authorization_code_reused: () =>
    'the code had been used before; the session that the first use began was ended',
  refresh_token_refused: () =>
    'the refresh token is known: it was used a moment before by another process, or belongs to another client',
  refresh_token_reused: () =>
    'the refresh token had been used before; the session was ended, since it may have been stolen',
  password_limited_refused: ({ member_id }) =>
    member_id === null
      ? 'no member has that username'
      : 'the member is known: the password is wrong, or the member is not listed for the client or has not confirmed it',
  login_refused: () => 'a member gave a wrong password on the page',
};

// Events are written a little after the answer that they are about.
const looksMax = 2;
const pauseMilliseconds = 250;

async function listEvents(context: DoctorContext, now: number): Promise<readonly ListedEvent[]> {
  const [{ openAuditRegistry }, { withService }] = await Promise.all([
    import('@pitpass/server'),
    import('../commands/service-database.ts'),
  ]);
  const { flags, surroundings } = context;
  const filter = {
    since: now - daySeconds,
    until: undefined,
    event: undefined,
    member_id: undefined,
    client_id: undefined,
    limit: eventsMax,
  };
  return withService(
    (location) => openAuditRegistry(location, location.readSecretKey),
    flags,
    surroundings,
    (registry) => registry.list(filter),
  );
}

/** What it means for a code or a refresh token that the audit trail has nothing of its refusal. */
function describeSilence(error_description: string): Finding[] {
  const what = /^(code|refresh_token) not valid/.exec(error_description)?.[1];
  if (what === undefined) return [];
  const others =
    what === 'code'
      ? 'asked for with another redirect_uri, expired, or never issued here'
      : 'expired, of a session that has ended, or never issued here';
  return [
    remark(
      'audit trail',
      `It has nothing of this request, so that the ${what} was not used before: it is ${others}.`,
    ),
  ];
}

/**
 * What the audit trail of a service has of a request that was refused within the last day. Empty
 * when the database of the service is not at hand.
 *
 * @param now epoch seconds
 */
export async function findAuditEvents(
  { request_id, error_description = '' }: PastedAnswer,
  context: DoctorContext,
  now: number,
): Promise<readonly Finding[]> {
  if (request_id === undefined || !hasOwnService(context)) return [];
  for (let look = 1; look <= looksMax; look += 1) {
    let events: readonly ListedEvent[];
    try {
      events = await listEvents(context, now);
    } catch {
      return [];
    }
    const found = events.filter((event) => event.request_id === request_id);
    if (found.length > 0) {
      return found.map((event) => {
        const says = sentences[event.event]?.(event) ?? 'see "pitpass audit list"';
        return remark('audit trail', `${event.event}: ${says}.`);
      });
    }
    if (look < looksMax) await sleep(pauseMilliseconds);
  }
  return describeSilence(error_description);
}
