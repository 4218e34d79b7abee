import { rowsOf } from './row.ts';
import type { BookRow } from './row.ts';

/** Chapters 13.2 to 13.4: the token endpoint, PKCE, tokens. */
export const tokenRows: readonly BookRow[] = [
  ...rowsOf('13.2', [
    ['form body', 'S70 refuses ${title} with ${transport[0]}'],
    [
      'percent-encoding is essential',
      'S64 does not survive a plus sign that was not percent-encoded',
    ],
    ['the client authenticates in the body', 'S64 a confidential client is authenticated by'],
    ['HTTP Basic: decided', 'S57 Basic credentials alone', '0009'],
    ['`authorization_code`: its parameters', 'of ${grant_type} is read whole, nothing changed'],
    [
      'which parameters each grant must have',
      "of ${grant_type} ${isOptional ? 'may leave out' : 'must have'} ${name}",
    ],
    ['`client_secret` only if issued', 'S62 a public client presents no secret'],
    [
      '`redirect_uri` as sent to `/authorize`',
      'S25 refuses another redirect URI at the token endpoint',
    ],
    ['`code_verifier` if a challenge was sent', 'S34 refuses a missing, empty, wrong or malformed'],
    [
      '`refresh_token`: each value works once',
      'S77 one of ${parallel} parallel refreshes wins and its tokens live',
    ],
    ['`scope` at a refresh: decided', 'S89 a narrower scope narrows the access token', '0009'],
    [
      '`password_limited` needs a secret',
      'S98 S100 the password-limited grant is refused to a public client whatever it registered',
    ],
    [
      '`password_limited` is enabled for the client',
      'S72 S98 password_limited of a client for which it is not enabled',
    ],
    [
      '`username` as it is, `password` masked with it',
      'S64 takes the masked password alone, masked with the trimmed lower-case username',
    ],
    ['its `scope` is optional', 'S48 names no scope when none was asked for'],
    [
      '`RateLimit-Limit`, `-Remaining`, `-Reset`',
      'S99 RateLimit headers stand on every answer, errors before and after authentication as well',
    ],
    [
      'over it: 400 `unauthorized_client` and `Retry-After`',
      'S210 the 13th call is 400 unauthorized_client with Retry-After, right password or not',
    ],
    ['twelve an hour: decided', 'S210 the 13th call is 400 unauthorized_client', '0009'],
    [
      'success: exactly the members',
      'S73 S54 an answer has exactly the documented members, and nobody may store it',
    ],
    [
      '600 and 604,800 seconds',
      'S84 a refresh token lives 604,800 s, counted anew with each refresh',
    ],
    [
      'no refresh token, no lifetime of one',
      'S93 Identity Verification gets no refresh token; any other scope does',
    ],
    ['the SDK reads `null` for what is absent', 'takes null for an absent ${name}'],
    ['every row of the error table', '${title} is ${error}'],
    ['wrong user credentials: 401 `access_denied`', 'S99 S182 an unlisted member, an unknown one'],
    ['codes and refresh tokens are consumed', 'S77 gives new tokens, spends the old one'],
    ['`password_limited` opens a session', 'S98 opens a session for a listed member'],
    ['masking: the vectors', 'S64 masks ${secret} of ${JSON.stringify(identifier)} as the book'],
    ['masking: the negative vectors', 'S64 gives another value than one masked with ${mistake}'],
    ['trim and lower case of the identifier alone', 'trims and lowers the identifier alone'],
    ['lower case independent of the locale: decided', 'lowers the same in every locale', '0009'],
    [
      'the raw secret never reaches the service',
      'S104 S60 keeps password and client secret only as Argon2id over the mask and as a digest',
    ],
  ]),
  ...rowsOf('13.3', [
    ['a verifier: 43 to 128 characters', 'S33 takes verifiers of 43 to 128 unreserved characters'],
    ['S256: the vectors', 'makes the S256 challenge of the vector: ${name}'],
    ['plain: the challenge is the verifier', 'takes the challenge itself as answer to plain'],
    ['failure: `invalid_grant`', 'S34 a missing or wrong verifier is refused'],
    ['a verifier without a challenge: decided', 'S35 refuses a verifier for a code', '0009'],
    ['a challenge of another length: decided', 'S33 refuses challenges of a wrong form', '0009'],
  ]),
  ...rowsOf('13.4', [
    [
      'access tokens are good for as often as needed',
      'S87 an access token issued before a refresh',
    ],
    ['lifetimes are settable per client', 'S116 lifetimes are settable per client'],
    ['a reused refresh token: decided', 'S82 a refresh token used again after 11 s', '0009'],
    ['no grace for a lost answer, unless set: decided', 'S82 is refused after the window', '0018'],
    [
      'each refresh counts its seven days anew: decided',
      'S84 a refresh token lives 604,800 s',
      '0009',
    ],
    [
      'header with `kid`, `alg`, `jku`',
      'S111 the access token is a JWT with the documented header, signed by the key set at its jku',
    ],
    ['`alg` is ES256: decided', 'S111 an access token has the header and the claims', '0009'],
    ['every claim', 'S111 the claims are those of the book'],
    ['`aud` has client, `oauth-api`, registered audiences', 'S111 S114 the claims name the client'],
    ['a resource server validates all of it', 'S112 a token without the claims of an access token'],
  ]),
];
