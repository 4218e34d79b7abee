import { InvalidResponse, isClientError } from '@pitpass/client';

import type { Connection } from '../settings/open-connection.ts';

/** Who is signed in. */
export interface SignedInMember {
  readonly display_name: string;
  readonly cust_id: number;
}

function isOutOfScope(error: unknown): boolean {
  return isClientError(error, 'resource_error_response') && error.status === 403;
}

async function readProfile({ session, signal }: Connection): Promise<SignedInMember> {
  const { iracing_name, iracing_cust_id } = await session.profile({ signal });
  return { display_name: iracing_name, cust_id: iracing_cust_id };
}

async function readMemberInfo({ session, signal }: Connection): Promise<SignedInMember> {
  const { payload } = await session.get('member/info', {}, { signal });
  const { display_name, cust_id } = (payload ?? {}) as Partial<SignedInMember>;
  if (typeof display_name !== 'string' || typeof cust_id !== 'number') {
    throw new InvalidResponse('/data/member/info does not have the documented form');
  }
  return { display_name, cust_id };
}

/**
 * Who is signed in, from the profile endpoint; when the scope does not cover it, from `/data`.
 *
 * @throws whatever the SDK throws; ResourceErrorResponse when neither may be asked
 */
export async function fetchMember(connection: Connection): Promise<SignedInMember> {
  const scope = connection.tokenSet.scope?.split(' ');
  if (scope !== undefined && !scope.includes('iracing.profile')) return readMemberInfo(connection);
  try {
    return await readProfile(connection);
  } catch (error) {
    if (!isOutOfScope(error)) throw error;
    return readMemberInfo(connection);
  }
}
