import { createHash } from 'node:crypto';

import { encodeBase64, isMasked, mask, normalizeIdentifier } from '@pitpass/protocol';

/** What was masked, and with what it should have been. */
export interface MaskingInput {
  /** The secret or password as it was issued. */
  readonly secret: string;
  /** The client_id or the username, as it was given. */
  readonly identifier: string;
  /** Other identifiers that may have been taken by mistake, with what they are. */
  readonly others: readonly (readonly [identifier: string, what: string])[];
}

/** How a value that a program sent came about. */
export interface MaskingVerdict {
  readonly isRight: boolean;
  /** What was done, as a sentence goes on: `it was masked twice`. */
  readonly words: string;
  readonly advice?: string;
}

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();
const base64 = (text: string): string => encodeBase64(sha256(text));

const once = 'Mask once: give a library that masks the secret as it was issued.';
const untouched = 'The secret is masked as it is; only the identifier is trimmed and lower-cased.';
const secretFirst = 'The secret comes first, the identifier second, nothing between them.';
const unencoded = 'not percent-encoded, so that each + became a space';
const toEncode = 'Write + as %2B, / as %2F and = as %3D, or let a library for forms do it.';
const standard = 'Standard Base64 with its padding, of the 32 bytes: 44 characters.';

type Mistake = readonly [value: string, words: string, advice: string];

function listOfSecret({ secret, identifier }: MaskingInput): Mistake[] {
  const masked = mask(secret, identifier, sha256);
  const trimmed = secret.trim();
  const again = mask(masked, identifier, sha256);
  return [
    [secret, 'it was not masked', 'Send Base64(SHA-256(secret + identifier)) in its place.'],
    [trimmed, 'it was trimmed, and not masked', untouched],
    [again, 'it was masked twice', once],
    [mask(again, identifier, sha256), 'it was masked three times', once],
    [mask(trimmed, identifier, sha256), 'the secret was trimmed before it was masked', untouched],
    [
      mask(`${secret}\n`, identifier, sha256),
      'a line break at the end was masked along with the secret',
      'Leave it out: printf %s in place of echo, or cut it off where the file is read.',
    ],
    [
      mask(`${secret}\r\n`, identifier, sha256),
      'a line break at the end, as Windows has it, was masked along with the secret',
      'Cut it off where the file is read.',
    ],
    [
      mask(`"${secret}"`, identifier, sha256),
      'quotes around the secret were masked along with it',
      'Take them out of the setting, or have it read by what understands them.',
    ],
    [mask(secret.toLowerCase(), identifier, sha256), 'the secret was lower-cased', untouched],
  ];
}

function listOfIdentifier({ secret, identifier, others }: MaskingInput): Mistake[] {
  const id = normalizeIdentifier(identifier);
  const upper = identifier.trim();
  return [
    [base64(secret + upper), 'the identifier was not lower-cased', 'Trim it and lower-case it.'],
    [
      base64(secret + identifier.toLowerCase()),
      'the identifier was not trimmed',
      'Trim it and lower-case it.',
    ],
    [
      base64(secret + identifier),
      'the identifier was neither trimmed nor lower-cased',
      'Trim it and lower-case it.',
    ],
    [base64(id + secret), 'the identifier stands before the secret', secretFirst],
    [base64(`${secret}:${id}`), 'a colon stands between secret and identifier', secretFirst],
    [base64(`${id}:${secret}`), 'it is a digest of identifier, colon and secret', secretFirst],
    [base64(secret), 'the identifier was left out', secretFirst],
    ...others.map(([other, what]): Mistake => [
      mask(secret, other, sha256),
      `it was masked with ${what} (${other})`,
      'A client secret goes with the client_id, a password with the username that is sent.',
    ]),
  ];
}

function listOfEncoding({ secret, identifier }: MaskingInput): Mistake[] {
  const digest = Buffer.from(sha256(secret + normalizeIdentifier(identifier)));
  const masked = digest.toString('base64');
  const hexadecimal = digest.toString('hex');
  const urlSafe = digest.toString('base64url');
  const encoded = encodeURIComponent(masked);
  const twice = [
    'it was percent-encoded twice',
    'Libraries for forms encode by themselves: give them the value as it is.',
  ] as const;
  return [
    [hexadecimal, 'the digest was written in hexadecimal', standard],
    [hexadecimal.toUpperCase(), 'the digest was written in hexadecimal', standard],
    [
      Buffer.from(hexadecimal).toString('base64'),
      'the hexadecimal text of the digest was encoded, in place of its bytes',
      standard,
    ],
    // Without + and / the two alphabets are one.
    [masked.replace('=', ''), 'the padding was left out', standard],
    [urlSafe, 'the digest was encoded as URL-safe Base64', standard],
    [`${urlSafe}=`, 'the digest was encoded as URL-safe Base64', standard],
    [encoded, ...twice],
    [encodeURIComponent(encoded), ...twice],
    [masked.replaceAll('+', ' '), `it was ${unencoded}`, toEncode],
  ];
}

function decodeForm(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}

/**
 * Finds out how a value came about that a program sent as a masked secret, by making every mistake
 * that is known and comparing. Undefined when it is none of them: another secret, or another
 * identifier.
 *
 * @param isForm true when the value stands as it does in the body of a request, percent-encoded
 * @see The book, chapter 13.2 (client secret and user password masking)
 */
export function findMaskingMistake(
  sent: string,
  input: MaskingInput,
  isForm: boolean,
): MaskingVerdict | undefined {
  const right = mask(input.secret, input.identifier, sha256);
  const received = isForm ? decodeForm(sent) : sent;
  const isRight = received === right || (!isForm && received === encodeURIComponent(right));
  if (isRight) return { isRight: true, words: 'it is masked as it should be' };
  const lists = [listOfSecret, listOfEncoding, listOfIdentifier].flatMap((list) => list(input));
  const find = (sought: string): Mistake | undefined =>
    lists.find(([value]) => value === sought && value !== right);
  const alone = find(received);
  if (alone !== undefined) return { isRight: false, words: alone[1], advice: alone[2] };
  // A body written by hand has this mistake beside any other.
  const both = find(received.replaceAll(' ', '+'));
  if (both === undefined) return undefined;
  const [, words, advice] = both;
  return { isRight: false, words: `${words}, and ${unencoded}`, advice: `${advice} ${toEncode}` };
}

/**
 * A name of a masked value that two people, or two programs, can compare: the beginning of its
 * digest. It does not give the value away; for a password, which can be guessed, it is not shown.
 */
export function fingerprintOf(masked: string): string {
  return createHash('sha256').update(masked, 'utf8').digest('hex').slice(0, 8);
}

/** Masks a secret as the token endpoint wants it. */
export function maskSecret(secret: string, identifier: string): string {
  return mask(secret, identifier, sha256);
}

/**
 * What looks odd about a secret as it was given; nothing of the secret is repeated.
 *
 * @param isMasking whether the dialect masks secrets at all
 */
export function findOddities(
  secret: string,
  isMasking: boolean,
): readonly (readonly [words: string, advice: string])[] {
  const oddities: [string, string][] = [];
  if (secret.trim() !== secret) {
    oddities.push([
      'It begins or ends with white space.',
      'If that belongs to it, see that no setting trims it; if not, cut it off.',
    ]);
  }
  if (/^(["'`]).*\1$/s.test(secret)) {
    oddities.push(['It stands between quotes.', 'Take them out, unless they belong to it.']);
  }
  if (/%[0-9a-f]{2}/i.test(secret)) {
    oddities.push(['It looks percent-encoded.', 'Give it as it was issued.']);
  }
  if (isMasking && isMasked(secret)) {
    oddities.push([
      'It has the form of a masked value: 44 characters of Base64.',
      'If it is one, whatever masks it masks it twice. Put the secret there as it was issued.',
    ]);
  }
  return oddities;
}
