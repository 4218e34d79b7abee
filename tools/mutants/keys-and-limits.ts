import { tests } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const server = 'packages/server/src';
const signingKey = `${server}/domain/key/signing-key.ts`;
const crossOrigin = `${server}/http/cross-origin.ts`;
const registrationStore = `${server}/store/sql-client-registration.ts`;

/** Signatures, sealing, limits, addresses, origins and who owns an app. */
export const keyAndLimitMutants: readonly Mutant[] = [
  {
    requirement: 'S112',
    check: 'a token has the type of an access token',
    file: signingKey,
    find: 'typ: accessTokenType,\n        ...(profile.hasIssuer',
    replace: '...(profile.hasIssuer',
    tests: tests.keys,
  },
  {
    requirement: 'S112',
    check: 'a token has our issuer',
    file: signingKey,
    find: '...(profile.hasIssuer && { issuer }),',
    replace: '...(issuer === undefined && { issuer }),',
    tests: tests.keys,
  },
  {
    requirement: 'S111',
    check: 'a token ends',
    file: signingKey,
    find: 'currentDate: new Date(now * 1000),',
    replace: 'currentDate: new Date(0), clockTolerance: now,',
    tests: tests.keys,
  },
  {
    requirement: 'S110',
    check: 'a signature is canonical',
    file: signingKey,
    find: 'if (token.length > tokenLengthMax || !jwsSignatures[alg].isCanonical(token)) return undefined;',
    replace: 'if (token.length > tokenLengthMax) return undefined;',
    tests: tests.keys,
  },
  {
    requirement: 'S145',
    check: 'what is sealed belongs to its row',
    file: `${server}/domain/key/sealing.ts`,
    find: '.setAAD(Buffer.from(context))',
    replace: '',
    occurrences: 2,
    tests: tests.keys,
  },
  {
    requirement: 'S206',
    check: 'without a trusted proxy no header is believed',
    file: `${server}/http/requester-address.ts`,
    find: 'if (trustedProxies === 0 || forwardedFor === undefined) return connection;',
    replace: 'if (forwardedFor === undefined) return connection;',
    tests: tests.proxies,
  },
  {
    requirement: 'S207',
    check: 'addresses of a /64 are counted as one',
    file: `${server}/domain/limit/rate-limiter.ts`,
    find: 'const addressPasswords = ({ ip }: Requester) => `password_failure:${addressBlockOf(ip)}`;',
    replace: 'const addressPasswords = ({ ip }: Requester) => `password_failure:${ip}`;',
    tests: tests.limits,
  },
  {
    requirement: 'S196',
    check: 'an app is deleted by its owner alone',
    file: registrationStore,
    find: 'WHERE c.client_id = $1 AND (CAST($2 AS TEXT) IS NULL OR o.member_id = $2)',
    replace: 'WHERE c.client_id = $1 AND (CAST($2 AS TEXT) IS NULL OR $2 = $2)',
    tests: tests.stores,
  },
  {
    requirement: 'S207',
    check: 'failures of clients are counted by /64',
    file: `${server}/domain/limit/rate-limiter.ts`,
    find: '`client_failure:${addressBlockOf(ip)}`;',
    replace: '`client_failure:${ip}`;',
    tests: tests.limits,
  },
  {
    requirement: 'S75',
    check: 'an answer is read by a registered origin alone',
    file: crossOrigin,
    find: 'client?.dialect === dialect.name && client.cors_origins.includes(origin));',
    replace: 'client?.dialect === dialect.name);',
    tests: tests.origins,
  },
  {
    requirement: 'S75',
    check: 'a preflight names registered origins alone',
    file: crossOrigin,
    find: '(await isAllowed(request, clients.isCorsOriginRegistered(dialect.name, origin)))',
    replace: '(await isAllowed(request, Promise.resolve(true)))',
    tests: tests.origins,
  },
  {
    requirement: 'S172',
    check: 'a login ends the one that was there before',
    file: `${server}/domain/session/browser-login.ts`,
    find: 'if (earlier !== undefined) await logins.deleteBrowserLogin(digestOf(earlier));',
    replace: '',
    tests: tests.liveness,
  },
  {
    requirement: 'S69',
    check: 'a client’s own token ends with the client',
    file: `${server}/dialect/trackmania/authenticate-access-token.ts`,
    find: "const isActive = client?.dialect === 'trackmania' && client.state === 'active';",
    replace: "const isActive = client_id !== '';",
    tests: tests.trackmaniaRules,
  },
  {
    requirement: 'S100',
    check: 'three members may use a password-limited client',
    file: `${server}/store/sql-client-store.ts`,
    find: 'if (new Set(member_ids).size > passwordLimitedMembersMax) {',
    replace: 'if (member_ids.length > 1000) {',
    tests: tests.stores,
  },
];
