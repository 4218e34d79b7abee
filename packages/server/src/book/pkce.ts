import { createS256Challenge } from '@pitpass/protocol';

import { code, list, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import { sha256 } from './digests.ts';
import { example } from './requests.ts';

const verifiers = [
  'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  '0123456789abcdefghijklmnopqrstuvwxyz-._~ABC',
  'iRacingBookDemoVerifier-0123456789._~ABCDEFGHIJ',
];

/** Chapter 13.3. */
export const pkceOverview: WriteChapter = () => ({
  lead: [
    'A code travels through a browser, where somebody else might see it. PKCE makes it worthless to them: only who began the sign-in knows the verifier that the code is asked for with.',
  ],
  sections: [
    section(
      'how',
      'How it works',
      list(
        'The app makes a **verifier**: 43 to 128 characters of `A–Z a–z 0–9 - . _ ~`, random, new each time.',
        'It sends the **challenge** to [](authorize_endpoint), with `code_challenge_method=S256`.',
        'It sends the verifier to [](token_endpoint), with the code.',
      ),
      code('challenge = Base64url without padding( SHA-256( verifier ) )      43 characters'),
      'With the method `plain` the challenge is the verifier itself. **It is what an omitted method means**; use it for nothing.',
    ),
    section(
      'making',
      'Making a pair',
      example(
        'pkce',
        [
          "CODE_VERIFIER=$(openssl rand -base64 48 | tr '+/' '-_' | tr -d '\\n')",
          `CODE_CHALLENGE=$(printf '%s' "$CODE_VERIFIER" | openssl dgst -sha256 -binary |`,
          "  base64 | tr '+/' '-_' | tr -d '=')",
        ].join('\n'),
      ),
    ),
    section(
      'rules',
      'Rules',
      list(
        'Public clients must send a challenge; others should.',
        'Where a challenge was sent, the verifier must come; where none was, a verifier is refused.',
        'A verifier that does not fit is [invalid_grant](error_invalid_grant). After five of them the code is spent.',
        'A challenge that cannot have been made by its method is [invalid_request](error_invalid_request), at once and at `/authorize`.',
      ),
    ),
    section(
      'vectors',
      'Values to compare with',
      table(
        ['Verifier', 'S256 challenge'],
        verifiers.map((verifier) => [
          `\`${verifier}\``,
          `\`${createS256Challenge(verifier, sha256)}\``,
        ]),
      ),
      'The first pair is that of RFC 7636, appendix B.',
    ),
    section('check', 'Check a pair of your own', { kind: 'tool', tool: 'pkce' }),
  ],
});
