import { tests } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const server = 'packages/server/src';
const codeStore = `${server}/store/sql-browser-code-store.ts`;
const factorStore = `${server}/store/sql-second-factor-store.ts`;
const secretStore = `${server}/store/sql-client-secret-store.ts`;
const confirmationStore = `${server}/store/sql-password-limited-store.ts`;
const remembered = `${server}/domain/session/remembered-browser.ts`;
const passkey = `${server}/domain/member/passkey.ts`;

/** Second factors, mailed codes and links, remembered browsers, roles and those who act for others. */
export const proofAndLinkMutants: readonly Mutant[] = [
  {
    requirement: 'S186',
    check: 'a step of an authenticator app is claimed once',
    file: factorStore,
    find: 'AND last_step < $1 RETURNING member_id',
    replace: 'AND $1 = $1 RETURNING member_id',
    tests: tests.stores,
  },
  {
    requirement: 'S186',
    check: 'a backup code is claimed once',
    file: factorStore,
    find: 'WHERE code_digest = $2 AND member_id = $3 AND used_at IS NULL RETURNING code_digest',
    replace: 'WHERE code_digest = $2 AND member_id = $3 RETURNING code_digest',
    tests: tests.stores,
  },
  {
    requirement: 'S186',
    check: 'a backup code belongs to its member',
    file: factorStore,
    find: 'WHERE code_digest = $2 AND member_id = $3 AND used_at IS NULL RETURNING code_digest',
    replace: 'WHERE code_digest = $2 AND $3 = $3 AND used_at IS NULL RETURNING code_digest',
    tests: tests.stores,
  },
  {
    requirement: 'S185',
    check: 'a passkey’s counter never goes back',
    file: factorStore,
    find: 'AND (counter < $1 OR (counter = 0 AND $1 = 0))',
    replace: 'AND $1 >= 0',
    tests: tests.stores,
  },
  {
    requirement: 'S185',
    check: 'a passkey’s challenge ends',
    file: passkey,
    find: 'if (expires_at <= clock()) return undefined;',
    replace: 'if (clock() < 0) return undefined;',
    tests: tests.passkeys,
  },
  {
    requirement: 'S189',
    check: 'a mailed code is claimed once',
    file: codeStore,
    find: "const isOpen = 'attempt_id = $1 AND claimed_at IS NULL AND tries_left > 0",
    replace: "const isOpen = 'attempt_id = $1 AND tries_left > 0",
    tests: tests.stores,
  },
  {
    requirement: 'S190',
    check: 'a mailed code is tried five times',
    file: codeStore,
    find: 'AND tries_left > 0 AND expires_at > $2',
    replace: 'AND expires_at > $2',
    tests: tests.stores,
  },
  {
    requirement: 'S190',
    check: 'a mailed code ends',
    file: codeStore,
    find: 'AND tries_left > 0 AND expires_at > $2',
    replace: 'AND tries_left > 0 AND $2 > 0',
    tests: tests.stores,
  },
  {
    requirement: 'S191',
    check: 'a mailed code belongs to its sign-in',
    file: codeStore,
    find: "const isOpen = 'attempt_id = $1 AND claimed_at",
    replace: "const isOpen = '$1 = $1 AND claimed_at",
    tests: tests.stores,
  },
  {
    requirement: 'S193',
    check: 'a mark is worth nothing once the password has changed',
    file: remembered,
    find: 'return equalDigests(browser.credentials_digest, credentials) ? browser : undefined;',
    replace: 'return equalDigests(credentials, credentials) ? browser : undefined;',
    tests: tests.rememberedBrowsers,
  },
  {
    requirement: 'S193',
    check: 'a mark ends, and belongs to its member',
    file: `${server}/store/sql-remembered-browser-store.ts`,
    find: 'WHERE b.mark_digest = $1 AND m.username = $2 AND b.expires_at > $3',
    replace: 'WHERE b.mark_digest = $1 AND $2 = $2 AND $3 > 0',
    tests: tests.stores,
  },
  {
    requirement: 'S197',
    check: 'a link shows its secret once',
    file: secretStore,
    find: '`DELETE FROM client_secret_link\n            WHERE link_digest = $1 AND client_id = $2 AND expires_at > $3 RETURNING client_id`',
    replace:
      '`UPDATE client_secret_link SET client_id = client_id\n            WHERE link_digest = $1 AND client_id = $2 AND expires_at > $3 RETURNING client_id`',
    tests: tests.stores,
  },
  {
    requirement: 'S68',
    check: 'a former secret ends',
    file: `${server}/domain/client/client-authentication.ts`,
    find: 'return isFormer && now < former.ends_at ? former.secret_digest : undefined;',
    replace: 'return isFormer && now > 0 ? former.secret_digest : undefined;',
    tests: tests.clients,
  },
  {
    requirement: 'S105',
    check: 'a confirmation ends',
    file: confirmationStore,
    find: 'WHERE client_id = $1 AND member_id = $2 AND confirmed_at > $3 AND ${isOfPresentFactor}`;',
    replace: 'WHERE client_id = $1 AND member_id = $2 AND $3 = $3 AND ${isOfPresentFactor}`;',
    tests: tests.stores,
  },
  {
    requirement: 'S135',
    check: 'acting for a member ends',
    file: `${server}/store/sql-impersonation-store.ts`,
    find: 'WHERE i.ended_at IS NULL AND i.expires_at > ${now} AND m.disabled_at IS NULL',
    replace: 'WHERE i.ended_at IS NULL AND ${now} > 0 AND m.disabled_at IS NULL',
    tests: tests.stores,
  },
  {
    requirement: 'S198',
    check: 'what is risky wants a recent sign-in',
    file: `${server}/http/page-routes/recent-sign-in.ts`,
    find: 'if (now - login.auth_time <= recentSignInSeconds) return undefined;',
    replace: 'if (now >= login.auth_time) return undefined;',
    tests: tests.ownApps,
  },
  {
    requirement: 'S205',
    check: 'a client of internal support is for staff and its list',
    file: `${server}/domain/client/client-role.ts`,
    find: 'if (!isInternal(client) || isStaff(member)) return true;',
    replace: 'if (!isInternal(client) || member !== undefined) return true;',
    tests: tests.admission,
  },
  {
    requirement: 'S199',
    check: 'an unreviewed client is for a hundred members',
    file: `${server}/domain/authorization/member-admission.ts`,
    find: 'if (membersMax === undefined || consent !== undefined) return undefined;',
    replace: 'if (membersMax !== 1 || consent !== undefined) return undefined;',
    tests: tests.admission,
  },
];
