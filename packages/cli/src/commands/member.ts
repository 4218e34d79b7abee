import { InvalidResponse, isClientError } from '@pitpass/client';

import type {
  Connection,
  IracingConnection,
  TrackmaniaConnection,
} from '../settings/open-connection.ts';
import { toVisibleText } from '../terminal/visible-text.ts';

/** Who is signed in at iRacing. */
export interface IracingMember {
  readonly display_name: string;
  readonly cust_id: number;
}

/** Who is signed in at Trackmania. */
export interface TrackmaniaMember {
  readonly display_name: string;
  readonly account_id: string;
}

/** Who is signed in. */
export type SignedInMember = IracingMember | TrackmaniaMember;

/** A member as people read it, fit for a terminal. */
export function formatMember(member: SignedInMember): string {
  const id = 'cust_id' in member ? `customer ${member.cust_id}` : `account ${member.account_id}`;
  return `${toVisibleText(member.display_name)} (${toVisibleText(id)})`;
}

function isOutOfScope(error: unknown): boolean {
  return isClientError(error, 'resource_error_response') && error.status === 403;
}

async function readProfile({ session, signal }: IracingConnection): Promise<IracingMember> {
  const { iracing_name, iracing_cust_id } = await session.profile({ signal });
  return { display_name: iracing_name, cust_id: iracing_cust_id };
}

async function readMemberInfo({ session, signal }: IracingConnection): Promise<IracingMember> {
  const { payload } = await session.get('member/info', {}, { signal });
  const { display_name, cust_id } = (payload ?? {}) as Partial<IracingMember>;
  if (typeof display_name !== 'string' || typeof cust_id !== 'number') {
    throw new InvalidResponse('/data/member/info does not have the documented form');
  }
  return { display_name, cust_id };
}

async function fetchTrackmaniaMember(connection: TrackmaniaConnection): Promise<TrackmaniaMember> {
  const { session, signal } = connection;
  const { accountId, displayName } = await session.user({ signal });
  return { display_name: displayName, account_id: accountId };
}

/**
 * Who is signed in. At iRacing from the profile endpoint, and when the scope does not cover it, from
 * `/data`; at Trackmania from `/api/user`.
 *
 * @throws whatever the SDK throws; ResourceErrorResponse when it may not be asked
 */
export async function fetchMember(connection: Connection): Promise<SignedInMember> {
  if (connection.provider === 'trackmania') return fetchTrackmaniaMember(connection);
  const scope = connection.tokenSet.scope?.split(' ');
  if (scope !== undefined && !scope.includes('iracing.profile')) return readMemberInfo(connection);
  try {
    return await readProfile(connection);
  } catch (error) {
    if (!isOutOfScope(error)) throw error;
    return readMemberInfo(connection);
  }
}
