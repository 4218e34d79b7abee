import { hash } from 'node:crypto';

import { checkClient } from './check-client.ts';
import type { DoctorContext } from './context.ts';
import { ok, problem, remark, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { findMaskingMistake, findOddities, fingerprintOf, maskSecret } from './masking-mistakes.ts';
import type { Registration } from './registration.ts';
import type { SentValue } from './sent-value.ts';
import { trySecret } from './try-secret.ts';

/** A client secret, and what a program made of it. */
export interface SecretInput {
  readonly client_id: string;
  readonly secret: string;
  readonly sent: SentValue | undefined;
  /** Whether the service may be asked. */
  readonly isTried: boolean;
}

/** A member's password, and what a program made of it. */
export interface PasswordInput {
  readonly username: string;
  readonly password: string;
  readonly client_id: string | undefined;
  readonly sent: SentValue;
}

function compareSent(
  input: Parameters<typeof findMaskingMistake>[1],
  { value, isForm }: SentValue,
): Finding {
  const verdict = findMaskingMistake(value, input, isForm);
  if (verdict === undefined) {
    return problem(
      'sent',
      'What was sent does not come from this secret and identifier by any mistake that is known.',
      'Another secret or identifier went into it. Compare both with what was issued.',
    );
  }
  if (verdict.isRight) return ok('sent', `What was sent is right: ${verdict.words}.`);
  return problem('sent', `What was sent is not right: ${verdict.words}.`, verdict.advice);
}

function compareSentId(wanted: string, name: string, sent: string | undefined): Finding[] {
  if (sent === undefined || sent === wanted) return [];
  const isSame = sent.trim().toLowerCase() === wanted.trim().toLowerCase();
  const words = isSame ? 'it differs in its case or in spaces' : 'it is another one';
  return [
    problem(name, `The ${name} that was sent is not ${wanted}: ${words}.`, `Send ${wanted}.`),
  ];
}

const digestOf = (text: string): string => hash('sha256', text, 'base64url');

/** The other ways in which a secret may have been written down, and what each would be. */
function listMisread(secret: string, client_id: string) {
  const bare = secret.replace(/^(["'`])(.*)\1$/s, '$2');
  const masked = (text: string): string => maskSecret(text, client_id);
  return [
    [secret, 'the value is the masked form already; a program that masks it sends it masked twice'],
    [masked(secret.trim()), 'the white space around it does not belong to it'],
    [masked(bare), 'the quotes around it do not belong to it'],
    [masked(`${secret}\n`), 'a line break belongs to it, which was cut off'],
  ] as const;
}

/** What the digest that the service keeps says of the secret; nothing is sent. */
function compareDigest(
  secret: string,
  { client_id, secret_digest }: Registration,
): Finding | undefined {
  const check = 'compared';
  if (secret_digest === null) {
    return problem(check, `${client_id} is a public client: it has no secret.`, 'Send none.');
  }
  if (digestOf(maskSecret(secret, client_id)) === secret_digest) {
    return ok(check, 'The secret is the one that the service knows the digest of.');
  }
  const found = listMisread(secret, client_id).find(([value]) => digestOf(value) === secret_digest);
  if (found === undefined) return undefined;
  return problem(check, `The secret is right but for one thing: ${found[1]}.`, 'Correct it there.');
}

function describeForm(secret: string, client_id: string, isMasking: boolean): Finding[] {
  const oddities = findOddities(secret, isMasking).map(([words, advice]) =>
    warning('secret', words, advice),
  );
  if (!isMasking) return oddities;
  const fingerprint = fingerprintOf(maskSecret(secret, client_id));
  return [
    ...oddities,
    remark(
      'masked',
      `Its masked form, with ${client_id}, has the fingerprint ${fingerprint}.`,
      'To compare: the first 8 digits of SHA-256 of what your program sends, before percent-encoding.',
    ),
  ];
}

/**
 * Checks a client secret: its form, whether the service knows the client and this secret, and how
 * what a program sent came about. The secret and its masked form are not part of what is said.
 */
export async function checkSecret(
  { client_id, secret, sent, isTried }: SecretInput,
  context: DoctorContext,
): Promise<readonly Finding[]> {
  const isMasking = context.provider === 'iracing';
  const { findings: client, registration } = await checkClient(client_id, context);
  const compared =
    registration !== undefined && isMasking ? compareDigest(secret, registration) : undefined;
  const findings = [
    ...client,
    ...describeForm(secret, client_id, isMasking),
    ...(compared === undefined ? [] : [compared]),
  ];
  if (sent !== undefined) {
    const others = sent.username === undefined ? [] : [[sent.username, 'the username'] as const];
    const input = { secret, identifier: client_id, others };
    findings.push(...compareSentId(client_id, 'client_id', sent.client_id));
    if (isMasking) findings.push(compareSent(input, sent));
  }
  const isKnown = client.every(({ mark }) => mark !== 'problem');
  if (isTried && isKnown) findings.push(await trySecret(client_id, secret, context));
  return findings;
}

/**
 * Finds out how a member's password was masked by a program. Nothing is sent: each try of a password
 * counts, and one that works begins a session.
 */
export function checkPassword(input: PasswordInput): readonly Finding[] {
  const { username, password, client_id, sent } = input;
  const others = [
    ...(client_id === undefined ? [] : [[client_id, 'the client_id'] as const]),
    ...(sent.client_id === undefined ? [] : [[sent.client_id, 'the client_id'] as const]),
    ...(sent.username === undefined || sent.username === username
      ? []
      : [[sent.username, 'another username'] as const]),
    [username.split('@')[0] ?? '', 'a part of the username'] as const,
  ];
  return [
    ...findOddities(password, true).map(([words, advice]) => warning('password', words, advice)),
    ...compareSentId(username, 'username', sent.username),
    compareSent({ secret: password, identifier: username, others }, sent),
  ];
}
