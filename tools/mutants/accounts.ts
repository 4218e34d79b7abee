import { tests } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const server = 'packages/server/src';
const links = `${server}/store/sql-account-link-store.ts`;
const accounts = `${server}/store/sql-member-account-store.ts`;
const sessions = `${server}/store/sql-session-store.ts`;
const changes = `${server}/domain/member/change-account.ts`;
const rules = ['packages/server/src/domain/member/account-changes.test.ts'];
const pages = ['conformance/http/accounts.test.ts'];

/** Links that prove an address or replace a password, and what members change about their accounts. */
export const accountMutants: readonly Mutant[] = [
  {
    requirement: 'S191',
    check: 'the link of a sign-up ends',
    file: links,
    find: 'DELETE FROM sign_up WHERE link_digest = $1 AND expires_at > $2 AND username = $3',
    replace: 'DELETE FROM sign_up WHERE link_digest = $1 AND $2 > 0 AND username = $3',
    tests: tests.stores,
  },
  {
    requirement: 'S189',
    check: 'the link for a new password is claimed once',
    file: links,
    find: '`DELETE FROM password_reset\n            WHERE link_digest = $1 AND expires_at > $2 AND member_id = $3 AND username = $4\n            RETURNING link_digest`',
    replace: '`SELECT $1 AS one, $2 AS two, $3 AS three, $4 AS four`',
    tests: tests.stores,
  },
  {
    requirement: 'S191',
    check: 'the link for a new password ends',
    file: links,
    find: 'WHERE l.link_digest = $1 AND l.expires_at > $2 AND m.disabled_at IS NULL',
    replace: 'WHERE l.link_digest = $1 AND $2 > 0 AND m.disabled_at IS NULL',
    tests: tests.stores,
  },
  {
    requirement: 'S191',
    check: 'the link for a new password belongs to the address that it went to',
    file: links,
    find: "memberOfLink('password_reset', 'AND m.username = l.username')",
    replace: "memberOfLink('password_reset', '')",
    tests: tests.stores,
  },
  {
    requirement: 'S103',
    check: 'a new address waits for the password that was checked alone',
    file: links,
    find: 'AND password_verifier = $7 AND disabled_at IS NULL',
    replace: 'AND $7 = $7 AND disabled_at IS NULL',
    tests: tests.stores,
  },
  {
    requirement: 'S103',
    check: 'a new address brings a verifier of its own',
    file: links,
    find: '`UPDATE member SET username = $1, password_verifier = $2\n',
    replace: '`UPDATE member SET username = $1, account_id = COALESCE(account_id, $2)\n',
    tests: tests.stores,
  },
  {
    requirement: 'S103',
    check: 'a password is replaced where the one that was checked still stands',
    file: accounts,
    find: 'OR password_verifier = $4 AND disabled_at IS NULL)',
    replace: 'OR $4 = $4 AND disabled_at IS NULL)',
    tests: tests.stores,
  },
  {
    requirement: 'S103',
    check: 'what a password opens is kept for the one that was checked alone',
    file: sessions,
    find: 'OR password_verifier = $2 AND must_reset = 0)',
    replace: 'OR $2 = $2 AND must_reset = 0)',
    tests: tests.stores,
  },
  {
    requirement: 'S225',
    check: 'an account is deleted for the password that was checked alone',
    file: accounts,
    find: 'AND (CAST($3 AS TEXT) IS NULL OR password_verifier = $3)',
    replace: 'AND (CAST($3 AS TEXT) IS NULL OR $3 = $3)',
    tests: tests.stores,
  },
  {
    requirement: 'S182',
    check: 'a sign-up hashes for known addresses too',
    file: `${server}/domain/member/sign-up.ts`,
    find: '  const password_verifier = await createVerifier(wanted.password, username, passwordVerifier);\n',
    replace:
      "  const known = await members.findMemberByUsername(username);\n  const password_verifier = known ? 'none' : await createVerifier(wanted.password, username, passwordVerifier);\n",
    tests: rules,
  },
  {
    requirement: 'S194',
    check: 'no link goes to a new address that has an account',
    file: `${server}/domain/member/address-change.ts`,
    find: 'standing === undefined\n      ?',
    replace: 'standing === undefined || link\n      ?',
    tests: rules,
  },
  {
    requirement: 'S182',
    check: 'a password that has to be replaced opens nothing',
    file: `${server}/domain/member/authenticate-member.ts`,
    find: 'if (member.must_reset === 1)',
    replace: 'if (member.must_reset === undefined)',
    tests: pages,
  },
  {
    requirement: 'S183',
    check: 'a password that is guessed first is refused',
    file: `${server}/domain/member/new-password.ts`,
    find: 'return isCommonPassword(password)',
    replace: "return isCommonPassword('')",
    tests: ['packages/server/src/domain/member/new-password.test.ts'],
  },
  {
    requirement: 'S101',
    check: 'guesses at the present password are counted',
    file: changes,
    find: 'const answer = await authenticateMember({ username, maskedPassword }, requester, parts);',
    replace:
      'const answer = await authenticateMember({ username, maskedPassword }, { ...requester, ip: String(Math.random()) }, parts);',
    tests: rules,
  },
  {
    requirement: 'S177',
    check: 'a sign-up goes on in the browser in which it was begun alone',
    file: `${server}/http/page-routes/sign-up.ts`,
    find: "if (opened.outcome !== 'open') return '/login';",
    replace: "if (opened.outcome !== 'open') return toLogin(continuation ?? '');",
    tests: pages,
  },
];
