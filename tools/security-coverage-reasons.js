// What docs/security-coverage.md says beside the tests. A reason names another issue, says “should”, or names
// a row of the checklist's dialect table.

/** @type {Record<number, string>} Why a requirement has no test. */
export const reasons = {
  38: 'Row “challenge method defaults to `plain`” of the dialect table: the iRacing dialect takes both methods and has no metadata document. The rule is for the standard dialect.',
  51: 'Row “no `iss` in the response” of the dialect table: the iRacing dialect sends none and has no metadata document.',
  66: 'should, if offered: no client authenticates with `private_key_jwt`.',
  67: 'should, if offered: no client authenticates with an assertion.',
  115: 'should: the iRacing dialect signs with ES256 alone and has no metadata document; one algorithm per key holds by the type of the key’s record.',
  168: 'should: pages work without third-party cookies, because they have none; no policy for embedded web views is announced.',
  170: 'should: the guides for TypeScript are run by a test; other languages are shown by curl alone, until issue “E. The SDK and the CLI that racing developers wish they had”.',
};

/** @type {Record<number, string>} What the tests of a requirement do not show although they carry its number. */
export const parts = {
  9: 'Row “only `prompt=verify` is defined” of the dialect table: shown is that `prompt=none` is ignored.',
  10: 'Row “only `prompt=verify` is defined” of the dialect table: shown is that `prompt=login` and `max_age` are ignored.',
  12: 'Row “only `prompt=verify` is defined” of the dialect table: shown is that `response_mode` is ignored and the code comes in the query.',
  20: 'Row “the port of a loopback URI must match” of the dialect table: shown is that another port is refused.',
  22: 'Row “the port of a loopback URI must match” of the dialect table: shown is that another port is refused to every type of client.',
  30: 'Row “PKCE optional for server-side clients” of the dialect table: shown is that a confidential client may leave the challenge out.',
  31: 'Row “challenge method defaults to `plain`” of the dialect table: shown is that `plain` works and is bound to its method.',
  36: 'That equal lengths are compared by `timingSafeEqual` and nothing secret by an operator; times are not measured.',
  42: '50 trials for each K over HTTP and 6 for each K at the store, on each engine, rather than 1,000.',
  43: '50 trials for each K over HTTP on each engine rather than 1,000.',
  50: 'Row “no `iss` in the response” of the dialect table: shown is that none is sent.',
  57: 'Row “no Basic authentication” of the dialect table: shown is that Basic is `invalid_request`, alone and beside the body.',
  58: 'Row “`invalid_client` answered with 403” of the dialect table; the words are the same for every reason.',
  59: 'Basic is for the Trackmania dialect alone; the iRacing dialect refuses it (S57).',
  70: 'The body’s limit is 64 KiB, by the book’s longest parameters; other content types are `invalid_request`.',
  76: '500 mutated requests at the token endpoint rather than a million; pauses and memory are not measured. The other endpoints do not exist.',
  79: 'With a retry window; without one, which is the default, one of K succeeds (S77).',
  80: 'Both without a retry window, where the one successor works, and with one, where all get it.',
  81: 'The window is 0 s by default and 60 s at most, as the row “refresh tokens strictly single-use” of the dialect table has it.',
  82: 'Without a retry window there is a race window of 10 s in which nothing is ended. The event is the operator’s and, on the page of activity, the member’s; developers are not told.',
  84: 'The idle life is that of the refresh token, 7 days by default.',
  86: 'A retry after the fault succeeds, and the answer is `server_error` with 500 as chapter 16.8 of the book has it, not 503 with `Retry-After`.',
  96: 'User scopes in `client_credentials` are accepted in the Trackmania dialect, as documented, and open nothing; unknown ones are refused.',
  98: 'That the grant is off until it is registered and staff has listed its members. There is no metadata document.',
  99: 'Status, body and the same work. Times are compared by `npm run timing` (200 interleaved calls an arm), not by a test.',
  106: 'should: that the scope stays within the client’s; there is no `amr` claim and the lifetimes are the client’s.',
  112: 'Types, issuers and missing claims, signed by our own key; the service makes no other kind of JWT yet.',
  133: 'Session ids are random UUIDs, as the book shows them: 122 random bits rather than 128.',
  173: 'On plain http at loopback addresses a cookie has the port in its name instead of the prefix, and is not `Secure`.',
  174: 'Every form of the service. Device approval does not exist.',
  182: 'Answers and the same work at every door. Times are compared by `npm run timing` (200 interleaved calls an arm), not by a test of 500.',
  184: 'The cap, the queue, `Retry-After` and memory; the p99 of other endpoints is not measured.',
  214: 'The scan is a test rather than a lint rule; it fails the build alike.',
  216: 'No endpoint takes a page size: the store’s lists are bounded, and settings that are numbers are refused outside their range.',
  217: 'Every pattern of protocol, server and data against long runs of its own characters; routes are those of the router, and no lint rule looks for unsafe patterns.',
  219: 'Log, audit, data directory and database. There are no traces, metrics or crash dumps.',
  224: 'Of what proxies set, only `X-Forwarded-For` is ever read. There are no headers for client certificates or users.',
};
