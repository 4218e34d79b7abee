import { tests } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const server = 'packages/server/src';
const store = `${server}/store/sql-second-factor-store.ts`;
const passkey = `${server}/domain/member/passkey.ts`;
const step = `${server}/http/page-routes/second-factor-step.ts`;
const setup = `${server}/http/page-routes/second-factor-setup.ts`;
const security = `${server}/http/page-routes/security.ts`;
const book = 'book 14.5';

/** What the second factor claims once, binds, limits and ends. */
export const secondFactorMutants: readonly Mutant[] = [
  {
    requirement: book,
    check: 'a set of backup codes replaces the one that was shown',
    file: store,
    find: 'WHERE member_id = $1 AND backup_code_set = $2 RETURNING',
    replace: 'WHERE member_id = $1 AND $2 = $2 RETURNING',
    tests: tests.stores,
  },
  {
    requirement: 'S185',
    check: 'a challenge is answered once',
    file: store,
    find: 'database.transact([spendChallenge(challenge), claim])',
    replace: 'database.transact([claim])',
    tests: tests.stores,
  },
  {
    requirement: book,
    check: 'switching a second factor on or off forgets remembered browsers',
    file: store,
    find: 'forgetBrowsersStep(member_id)',
    replace: '...[]',
    occurrences: 2,
    tests: [`${server}/http/page-routes/security.test.ts`],
  },
  {
    requirement: 'S185',
    check: 'a passkey’s answer verifies its member',
    file: passkey,
    find: 'requireUserVerification: true',
    replace: 'requireUserVerification: false',
    occurrences: 2,
    tests: [`${server}/domain/member/passkey.test.ts`],
  },
  {
    requirement: 'S185',
    check: 'a challenge belongs to its sign-in',
    file: step,
    find: '${digestOf(browser)} ${pending.transaction.attempt.attempt_id}`',
    replace: '`',
    tests: [`${server}/http/page-routes/second-factor-step.test.ts`],
  },
  {
    requirement: book,
    check: 'a second factor is asked for after the password',
    file: step,
    find: 'return parts.secondFactor.store.hasSecondFactor(member.member_id);',
    replace: 'return false;',
    tests: [`${server}/http/page-routes/second-factor-step.test.ts`],
  },
  {
    requirement: book,
    check: 'a browser skips the second factor for a while only',
    file: step,
    find: '(known?.skips_second_factor_until ?? 0) > parts.clock()',
    replace: 'known !== undefined',
    tests: [`${server}/http/page-routes/second-factor-step.test.ts`],
  },
  {
    requirement: book,
    check: 'codes are counted before they are looked at',
    file: `${server}/domain/member/second-factor-limit.ts`,
    find: 'if (tried.count <= secondFactorTriesPerMinute) return undefined;',
    replace: 'if (tried.count > 0) return undefined;',
    tests: [`${server}/domain/member/second-factor.test.ts`],
  },
  {
    requirement: book,
    check: 'an offered key belongs to the login it was offered in',
    file: `${server}/domain/member/totp-enrolment.ts`,
    find: '`totp enrolment ${member_id} ${digestOf(holder)}`',
    replace: '`totp enrolment ${String(member_id && digestOf(holder)).slice(0, 0)}`',
    tests: [`${server}/http/page-routes/security.test.ts`],
  },
  {
    requirement: 'S198',
    check: 'a change of the second factor wants a fresh sign-in',
    file: security,
    find: 'const answer = askForRecentSignIn(context, signedIn, securityPaths.page);',
    replace:
      'const answer = signedIn.login.auth_time < 0 ? askForRecentSignIn(context, signedIn, securityPaths.page) : undefined;',
    tests: [`${server}/http/page-routes/security.test.ts`],
  },
  {
    requirement: 'S198',
    check: 'a page that sets up a second factor wants a fresh sign-in',
    file: setup,
    find: 'const answer = askForRecentSignIn(context, signedIn, path);',
    replace:
      'const answer = signedIn.login.auth_time < 0 ? askForRecentSignIn(context, signedIn, path) : undefined;',
    tests: [`${server}/http/page-routes/security.test.ts`],
  },
];
