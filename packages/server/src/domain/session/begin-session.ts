import type { GrantType } from '@pitpass/protocol';

import type { Client } from '../client/client.ts';
import type { Impersonation } from '../member/impersonation.ts';
import type { Member } from '../member/member.ts';
import type { Random, Requester } from '../ports.ts';
import { createUuid } from '../presented.ts';
import { prepareTokens } from '../token/issue-tokens.ts';
import type { PreparedTokens, TokenIssuingParts } from '../token/issue-tokens.ts';
import type { Session } from './session.ts';

/** What a session begins with. The member has been authenticated and the scope granted. */
export interface SessionBeginning {
  readonly client: Client;
  readonly member: Member;
  readonly grant_type: GrantType;
  readonly scope: readonly string[];
  readonly auth_time: number;
  readonly requester: Requester;
  /** When it ends at the latest, if that is before the client's own limit. */
  readonly ends_at?: number;
  /** Under which staff begin it for the member. */
  readonly impersonation?: Pick<Impersonation, 'impersonation_id' | 'note'> | undefined;
  /** The remembered browser in which the member signed in. */
  readonly browser_id?: string | null;
}

/**
 * Prepares a session and its first tokens. Nothing is stored: the grant does that, together with what it
 * consumes.
 */
export function prepareSession(
  beginning: SessionBeginning,
  now: number,
  parts: TokenIssuingParts & { readonly random: Random },
): { readonly session: Session; readonly prepared: PreparedTokens } {
  const { client, member, grant_type, scope, auth_time, requester, ends_at } = beginning;
  const session_id = createUuid(parts.random);
  const longest = now + client.session_absolute_lifetime_seconds;
  const absolute_expires_at = Math.min(longest, ends_at ?? longest);
  const prepared = prepareTokens(
    {
      client,
      session_id,
      member_id: member.member_id,
      cust_id: member.cust_id,
      account_id: member.account_id,
      auth_time,
      absolute_expires_at,
      granted_scope: scope,
      access_scope: scope,
    },
    now,
    parts,
  );
  const session: Session = {
    session_id,
    dialect: client.dialect,
    client_id: client.client_id,
    member_id: member.member_id,
    grant_type,
    scope: scope.join(' '),
    auth_time,
    created_at: now,
    last_activity: now,
    session_expiration: prepared.session_expiration,
    absolute_expires_at,
    ended_at: null,
    first_ip: requester.ip,
    first_user_agent_header: requester.user_agent,
    last_ip: requester.ip,
    last_user_agent_header: requester.user_agent,
    browser_id: beginning.browser_id ?? null,
    impersonation_id: beginning.impersonation?.impersonation_id ?? null,
    impersonation_note: beginning.impersonation?.note ?? null,
  };
  return { session, prepared };
}
