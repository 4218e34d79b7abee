import { mask, maskedLength } from '@pitpass/protocol';

import type { BookSection } from '../pages/book-content.ts';
import { code, list, section, table } from './chapter.ts';
import { sha256 } from './digests.ts';
import type { BookFacts } from './facts.ts';
import { example, exampleClients } from './requests.ts';

const vectors = [
  ['secret', '  User@Example.COM  '],
  ['S3cr3t-Value', 'demo_client'],
  ['P@ssw0rd', '  Driver@Example.COM '],
  ['demo-secret-11', 'demo_client'],
  ['correct horse battery staple', 'Example-Client-01'],
  ['pässwörd-ß', 'Fahrer@Beispiel.example'],
] as const;

/** A value with the spaces around it made visible. */
function showSpaces(text: string): string {
  const before = text.length - text.trimStart().length;
  const after = text.length - text.trimEnd().length;
  return `\`${'␣'.repeat(before)}${text.trim()}${'␣'.repeat(after)}\``;
}

/** Chapter 13.2, on masking: the rule, values to compare with, and a field for one's own. */
export function maskingSection(facts: BookFacts): BookSection {
  const { password_limited_client_id } = exampleClients(facts);
  return section(
    'masking',
    'Masking of client secrets and passwords',
    'A client secret and a member’s password never travel as they are. What is sent is a digest, made with the identifier that belongs to it, so that the service does not know the secret itself. **The masked value is as good as the secret**: keep it as well.',
    code(
      [
        'identifier = the client_id for a client secret, the username for a password',
        'masked     = Base64( SHA-256( secret + lowercase( trim( identifier ) ) ) )',
        'in a form  = percent-encoded: + is %2B, / is %2F, = is %3D',
      ].join('\n'),
    ),
    list(
      'The secret comes first, the identifier second, nothing between them. Text is UTF-8.',
      'Only the identifier is trimmed and lower-cased; the secret stays as it is.',
      `Base64 of the 32 bytes, in the standard alphabet and with its padding: ${maskedLength} characters.`,
      'Percent-encode once. Libraries for forms do it for you; then do not do it yourself.',
    ),
    example(
      'masking',
      [
        `printf '%s' "\${CLIENT_SECRET}${password_limited_client_id}" |`,
        '  openssl dgst -sha256 -binary | base64',
      ].join('\n'),
    ),
    { kind: 'heading', id: 'masking-vectors', title: 'Values to compare with' },
    table(
      ['Secret', 'Identifier as given', 'Masked'],
      vectors.map(([secret, identifier]) => [
        `\`${secret}\``,
        showSpaces(identifier),
        `\`${mask(secret, identifier, sha256)}\``,
      ]),
    ),
    '␣ stands for a space.',
    { kind: 'heading', id: 'masking-check', title: 'Check a value of your own' },
    { kind: 'tool', tool: 'masking' },
  );
}
