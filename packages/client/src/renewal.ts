import { isClientError } from './errors.ts';

/** True when a resource did not take the access token; a host of files never gets one. */
export function isRefusedAccessToken(error: unknown): boolean {
  return (
    isClientError(error, 'resource_error_response') &&
    error.speaker !== 'file_host' &&
    error.status === 401
  );
}

/**
 * Calls a resource with an access token. One that was refused is renewed once; the second refusal
 * is the caller's to see.
 *
 * @param getAccessToken gives a token that is valid now, and is not the refused one
 */
export async function withRenewal<T>(
  getAccessToken: (refused?: string) => Promise<string>,
  call: (access_token: string) => Promise<T>,
): Promise<T> {
  const access_token = await getAccessToken();
  try {
    return await call(access_token);
  } catch (error) {
    if (!isRefusedAccessToken(error)) throw error;
    return call(await getAccessToken(access_token));
  }
}
