import { mapUidLength } from '../world/trackmania/identifiers.ts';

const uidForm = new RegExp(`^[A-Za-z0-9_]{${mapUidLength}}$`);

/** What a body turned out to be. */
export type UidBody =
  { readonly uid: string } | { readonly status: 400 | 415; readonly message: string };

const shape: UidBody = { status: 400, message: 'The body must be {"uid": "<map uid>"}.' };

/**
 * Reads the body of a request that names a map. Further members are ignored.
 *
 * @param contentType the header as it was sent
 */
export function parseUidBody(contentType: string | undefined, body: unknown): UidBody {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    return { status: 415, message: 'Send the body as application/json.' };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(typeof body === 'string' ? body : '');
  } catch {
    return { status: 400, message: 'The body is not JSON.' };
  }
  if (typeof parsed !== 'object' || parsed === null) return shape;
  const { uid } = parsed as { readonly uid?: unknown };
  if (typeof uid !== 'string') return shape;
  if (uidForm.test(uid)) return { uid };
  const message = `uid must be ${mapUidLength} letters, digits or underscores (not the mapId UUID).`;
  return { status: 400, message };
}
