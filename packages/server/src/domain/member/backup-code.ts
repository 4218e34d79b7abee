import { createHmac } from 'node:crypto';

import type { Random } from '../ports.ts';

/** How many backup codes a set has. */
export const backupCodeCount = 10;

/** The purpose of the key of their digests. */
export const backupCodePurpose = 'backup codes';

// Crockford's alphabet: nothing in it is mistaken for something else. 50 bits a code.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const codeLength = 10;
const groupLength = 5;

function createBackupCode(random: Random): string {
  // 256 is a multiple of 32, so every character is as likely as any other.
  const text = Array.from(random(codeLength), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${text.slice(0, groupLength)}-${text.slice(groupLength)}`;
}

/** A new set of backup codes, to be shown once. */
export function createBackupCodes(random: Random): readonly string[] {
  return Array.from({ length: backupCodeCount }, () => createBackupCode(random));
}

/**
 * A typed backup code as it was made: case, spaces and hyphens do not count, and letters that the alphabet
 * leaves out are read as the digits they look like. Undefined when it cannot be one.
 */
export function normalizeBackupCode(typed: string): string | undefined {
  const text = typed
    .toLowerCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
  const isCode = text.length === codeLength && [...text].every((sign) => alphabet.includes(sign));
  return isCode ? `${text.slice(0, groupLength)}-${text.slice(groupLength)}` : undefined;
}

/** The digest under which a member's backup code is stored: worth nothing to who has the database alone. */
export function digestBackupCode(key: Uint8Array, member_id: string, code: string): string {
  return createHmac('sha256', key).update(`${member_id}.${code}`).digest('base64url');
}
