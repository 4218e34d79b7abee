import { code, list, section, steps, warning } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import type { BookFacts } from './facts.ts';

/** Whom to ask, where the reader is not the one who runs the service. */
function whomToAsk({ settings: { contact }, origin }: BookFacts): string {
  const about =
    'about clients, limits and origins. Faults of the software itself go to the project’s issues.';
  if (contact === undefined) return `Ask whoever gave you the address ${origin} ${about}`;
  const shown = contact.startsWith('https:') ? `[${contact}](${contact})` : `\`${contact}\``;
  return `Ask ${shown} ${about}`;
}

/** Chapter 17. */
export const reportingIssues: WriteChapter = (facts) => ({
  lead: [
    facts.settings.isLocal
      ? 'This instance is local, so that you are its staff. Its log runs in the terminal in which it was started: one line for each request, with the `x-request-id`.'
      : whomToAsk(facts),
  ],
  sections: [
    section(
      'before',
      'Before you report',
      steps(
        'Look the code up in [](errors): most refusals have a cause and a cure there.',
        'Check a [masked value](token_endpoint#masking-check) or a [PKCE pair](pkce_overview#check) of yours.',
        'Try the request of this guide beside your own, and find what differs.',
      ),
    ),
    section(
      'what',
      'What to tell',
      list(
        'the `x-request-id` of the answer, and when it came;',
        'method, path and the **names** of the parameters;',
        'status and body of the answer;',
        'the `client_id`.',
      ),
      warning(
        'Never send a secret, password, code, token or cookie, and no masked value either. Nobody who helps you needs one. What got out should be replaced at once.',
      ),
      code(
        [
          'x-request-id  4f0de1e2-54a1-4b0e-9c1f-0a0c6f0f8a11, 2026-11-21 08:12 UTC',
          'request       POST /oauth2/token, grant_type=refresh_token, client_id=my-tool',
          'answer        400 invalid_grant, refresh_token not valid',
          'expected      new tokens; the last refresh was an hour before and was stored',
        ].join('\n'),
      ),
    ),
    section(
      'origins',
      'Asking for something',
      'An origin for [CORS](cors), another redirect URI, `password_limited` for a client, a client that should be disabled or enabled again: name the `client_id` and what it should have. It is changed on request of the client’s developer alone.',
    ),
    section(
      'security',
      'Something that is dangerous',
      'If you found a way past a rule of this guide, tell it privately, as SECURITY.md of the project says, and not in public.',
    ),
  ],
});
