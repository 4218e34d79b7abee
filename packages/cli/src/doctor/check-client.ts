import { normalizeIdentifier } from '@pitpass/protocol';

import { findNearNames } from '../near-names.ts';
import type { DoctorContext } from './context.ts';
import { isSafeService } from './check-service.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { askAboutRedirectUri } from './probe.ts';
import { findRegistrations } from './registration.ts';
import type { Registration } from './registration.ts';

const check = 'client';

// Nothing is registered under it, so that the answer is about the client alone.
const nobodysRedirectUri = 'https://pitpass.invalid/doctor';

function describeUnknown(client_id: string, service: string, ids: readonly string[]): Finding {
  const unknown = `${service} does not know the client ${JSON.stringify(client_id)}`;
  const same = ids.find((id) => normalizeIdentifier(id) === normalizeIdentifier(client_id));
  if (same !== undefined) {
    const isTrimmed = client_id.trim() !== client_id;
    const what = isTrimmed ? 'has spaces around it' : 'is in the wrong case';
    return problem(
      check,
      `${unknown}: it ${what}, and ${same} is registered.`,
      `Send ${same}. Masking trims and lower-cases the id, so that the masked secret looks right all the same; the id itself is compared letter for letter.`,
    );
  }
  const near = findNearNames(client_id, ids)[0];
  return problem(
    check,
    `${unknown}.`,
    near === undefined
      ? 'Compare it with what was issued. A client of another service, or of the other dialect, is none there.'
      : `Did you mean ${near}?`,
  );
}

function describeKnown({ client_id, state }: Registration): Finding {
  return state === 'active'
    ? ok(check, `The client ${client_id} is registered and active.`)
    : problem(
        check,
        `The client ${client_id} is registered, and not active (${state}).`,
        'Have it enabled; trying again does not help.',
      );
}

async function askService(service: string, client_id: string): Promise<Finding | undefined> {
  const state = await askAboutRedirectUri(service, client_id, nobodysRedirectUri);
  if (state === 'unregistered') return ok(check, `${service} knows the client ${client_id}.`);
  if (state === 'disabled') {
    return problem(check, `The client ${client_id} is disabled there.`, 'Have it enabled.');
  }
  if (state !== 'unknown_client') return undefined;
  const normalized = normalizeIdentifier(client_id);
  const isOther = normalized !== client_id;
  const isKnownSo =
    isOther &&
    (await askAboutRedirectUri(service, normalized, nobodysRedirectUri)) === 'unregistered';
  return describeUnknown(client_id, service, isKnownSo ? [normalized] : []);
}

/** A client, and what is to be said of it. */
export interface ClientCheck {
  readonly findings: readonly Finding[];
  /** What the database of the service has of it, when that is at hand. */
  readonly registration: Registration | undefined;
}

/**
 * Finds out whether a service knows a client: from its database when that is at hand, otherwise by a
 * request that it refuses in any case.
 */
export async function checkClient(client_id: string, context: DoctorContext): Promise<ClientCheck> {
  const { service, provider } = context;
  const registrations = await findRegistrations(context);
  if (registrations !== undefined) {
    const registration = registrations.find((client) => client.client_id === client_id);
    const ids = registrations.map((client) => client.client_id);
    const finding =
      registration === undefined
        ? describeUnknown(client_id, service ?? 'The service', ids)
        : describeKnown(registration);
    return { findings: [finding], registration };
  }
  if (service === undefined || provider === 'trackmania' || !isSafeService(service)) {
    return { findings: [], registration: undefined };
  }
  const finding = await askService(service, client_id);
  const unclear = warning(check, `${service} did not say whether it knows ${client_id}.`);
  return { findings: [finding ?? unclear], registration: undefined };
}
