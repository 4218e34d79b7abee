import { resolve } from 'node:path';

import { checkPassword, checkSecret } from '../doctor/check-secret.ts';
import { createContext } from '../doctor/context.ts';
import type { DoctorContext, DoctorFlags } from '../doctor/context.ts';
import { readText } from '../doctor/read-text.ts';
import { readSentValue } from '../doctor/sent-value.ts';
import type { SentValue } from '../doctor/sent-value.ts';
import { usageProblem } from '../problem.ts';
import { readClientSecret } from '../settings/client-secret.ts';
import type { SecretSource } from '../settings/client-secret.ts';
import type { Surroundings } from '../surroundings.ts';
import { ask } from '../terminal/prompt.ts';
import { printFindings } from './doctor.ts';

/** The options of `pitpass doctor secret`. */
export interface DoctorSecretFlags extends DoctorFlags {
  /** Check this member's password in place of the client secret. */
  readonly username?: string;
  readonly secretFile?: string;
  readonly sent?: string;
  /** False with `--no-try`. */
  readonly try: boolean;
}

/** One line break at the end of a file does not belong to what it holds. */
const withoutLineBreak = (text: string): string => text.replace(/\r?\n$/, '');

async function readFromFile(file: string, surroundings: Surroundings): Promise<string> {
  return withoutLineBreak(await readText(file, 'The secret', surroundings));
}

function findSource(context: DoctorContext, client_id: string): SecretSource {
  const { environment, directory } = context.surroundings;
  const { demo, settings, service } = context;
  if (environment['PITPASS_CLIENT_SECRET']) return { from: 'environment' };
  const file = environment['PITPASS_CLIENT_SECRET_FILE'];
  if (file) return { from: 'file', path: resolve(directory, file) };
  const remembered = settings?.client_id === client_id ? settings.client_secret_source : undefined;
  if (remembered !== undefined && remembered.from !== 'none') return remembered;
  const client =
    demo?.demo.service === service
      ? demo?.demo.clients.find((candidate) => candidate.client_id === client_id)
      : undefined;
  const hasSecret = demo !== undefined && client?.client_secret !== undefined;
  return hasSecret ? { from: 'demo', path: demo.path } : { from: 'prompt' };
}

async function readSecret(
  flags: DoctorSecretFlags,
  context: DoctorContext,
  client_id: string,
): Promise<string> {
  const { surroundings } = context;
  if (flags.secretFile !== undefined) return readFromFile(flags.secretFile, surroundings);
  const signal = surroundings.watchInterrupts();
  const source = findSource(context, client_id);
  return (await readClientSecret(source, client_id, surroundings, signal)) ?? '';
}

async function readPassword(
  flags: DoctorSecretFlags,
  { surroundings, demo, service }: DoctorContext,
  username: string,
): Promise<string> {
  const { PITPASS_PASSWORD: given, PITPASS_PASSWORD_FILE: file } = surroundings.environment;
  const named = flags.secretFile ?? (given ? undefined : file);
  if (named) return readFromFile(named, surroundings);
  if (given) return given;
  const member =
    demo?.demo.service === service
      ? demo?.demo.members.find((candidate) => candidate.username === username)
      : undefined;
  if (member !== undefined) return member.password;
  return ask(surroundings, {
    subject: `Password of ${username}`,
    otherwise: 'give --secret-file, or set PITPASS_PASSWORD or PITPASS_PASSWORD_FILE',
    isSecret: true,
    signal: surroundings.watchInterrupts(),
  });
}

async function readSent(
  flags: DoctorSecretFlags,
  surroundings: Surroundings,
): Promise<SentValue | undefined> {
  if (flags.sent === undefined) return undefined;
  if (flags.sent === '-' && flags.secretFile === '-') {
    throw usageProblem('Only one of --sent and --secret-file can be standard input.');
  }
  const name = flags.username === undefined ? 'client_secret' : 'password';
  const text = await readText(flags.sent, 'What was sent', surroundings);
  const sent = readSentValue(text, name);
  if (sent !== undefined) return sent;
  throw usageProblem(`There is no ${name} in what was sent; give the body of the request.`);
}

async function chooseClientId({ client_id, surroundings }: DoctorContext): Promise<string> {
  if (client_id !== undefined) return client_id;
  return ask(surroundings, {
    subject: 'client_id',
    otherwise: 'give --client-id or set PITPASS_CLIENT_ID',
    isSecret: false,
    signal: surroundings.watchInterrupts(),
  });
}

/**
 * `pitpass doctor secret`: checks a client secret, or how a member's password was masked. Neither
 * they nor their masked forms are printed.
 *
 * @returns the exit code: 0 when all is well, 1 when something is wrong
 */
export async function doctorSecret(
  flags: DoctorSecretFlags,
  surroundings: Surroundings,
): Promise<number> {
  const context = await createContext(flags, surroundings);
  const sent = await readSent(flags, surroundings);
  if (flags.username !== undefined) {
    if (sent === undefined) {
      throw usageProblem(
        'A password is compared with what a program sent, and never tried; give that with --sent FILE, or --sent -.',
      );
    }
    const { username } = flags;
    const password = await readPassword(flags, context, username);
    const findings = checkPassword({ username, password, client_id: context.client_id, sent });
    return printFindings(findings, flags, surroundings);
  }
  const client_id = await chooseClientId(context);
  const secret = await readSecret(flags, context, client_id);
  if (secret === '') {
    throw usageProblem(
      `The client ${client_id} has no secret that is known here; give --secret-file.`,
    );
  }
  const input = { client_id, secret, sent, isTried: flags.try };
  return printFindings(await checkSecret(input, context), flags, surroundings);
}
