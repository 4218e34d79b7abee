import { tests } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const server = 'packages/server/src';

/** Who may use a member's password, who acts for members, and what members read of it. */
export const staffAndSessionMutants: readonly Mutant[] = [
  {
    requirement: 'S105',
    check: 'a second factor that is switched on later wants a new confirmation',
    file: `${server}/store/sql-password-limited-store.ts`,
    find: 'AND f.switched_on_at > client_listed_member.confirmed_at)',
    replace: 'AND f.switched_on_at > client_listed_member.confirmed_at + 99999)',
    tests: tests.stores,
  },
  {
    requirement: 'S105',
    check: 'no session outlives its confirmation',
    file: `${server}/domain/grant/password-limited-grant.ts`,
    find: 'const ends_at = confirmed_at + lifetime;',
    replace: 'const ends_at = confirmed_at + lifetime * 2;',
    tests: tests.grants,
  },
  {
    requirement: 'S99',
    check: 'a right password of somebody else counts as wrong',
    file: `${server}/domain/grant/password-limited-grant.ts`,
    find: 'const isHidden = seen.confirmed_at === undefined || member.must_reset === 1;',
    replace: 'const isHidden = member.must_reset === 1;',
    tests: tests.grants,
  },
  {
    requirement: 'S102',
    check: 'the first use from an address is told once',
    file: `${server}/store/sql-password-limited-store.ts`,
    find: 'AND address_digest = $3 AND first_session_id = $4)',
    replace: 'AND address_digest = $3 AND first_session_id <> $4)',
    tests: tests.stores,
  },
  {
    requirement: 'S135',
    check: 'staff need a second factor of their own',
    file: `${server}/store/sql-impersonation-store.ts`,
    find: 'AND EXISTS (SELECT 1 FROM second_factor f WHERE f.member_id = s.member_id)',
    replace: 'AND NOT EXISTS (SELECT 1 FROM second_factor f WHERE f.member_id = $1)',
    tests: tests.stores,
  },
  {
    requirement: 'S135',
    check: 'no code is issued under an impersonation that has ended',
    file: `${server}/store/sql-impersonation-store.ts`,
    find: 'WHERE impersonation_id = $1 AND ended_at IS NULL AND expires_at > $2 RETURNING',
    replace: 'WHERE impersonation_id = $1 AND expires_at > $2 RETURNING',
    tests: tests.stores,
  },
  {
    requirement: 'S135',
    check: 'staff get in where the member let the app in, and nowhere else',
    file: `${server}/http/page-routes/acting.ts`,
    find: 'const isAllowed = need === undefined && !authorization.prompt_verify;',
    replace: 'const isAllowed = !authorization.prompt_verify;',
    tests: tests.pagesOfMembers,
  },
  {
    requirement: 'S215',
    check: 'the token of a page is of one list alone',
    file: `${server}/http/page-routes/activity.ts`,
    find: 'const list = `activity ${member_id}`;',
    replace: "const list = 'activity';",
    tests: ['packages/server/src/http/page-routes/activity.test.ts'],
  },
  {
    requirement: 'S221',
    check: 'members read their own events alone',
    file: `${server}/store/sql-audit-store.ts`,
    find: 'WHERE member_id = $1 AND (CAST($2 AS BIGINT) IS NULL OR occurred_at < $2',
    replace: 'WHERE member_id >= $1 AND (CAST($2 AS BIGINT) IS NULL OR occurred_at < $2',
    tests: tests.stores,
  },
  {
    requirement: 'S221',
    check: 'the chain covers the program that asked',
    file: `${server}/domain/audit/audit-chain.ts`,
    find: 'return user_agent === null && actor_member_id === null ? [] : [user_agent, actor_member_id];',
    replace: 'return user_agent === null && actor_member_id === null ? [] : [];',
    tests: tests.stores,
  },
];
