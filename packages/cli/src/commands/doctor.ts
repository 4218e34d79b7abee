import { checkAccount } from '../doctor/check-account.ts';
import { createContext } from '../doctor/context.ts';
import type { DoctorFlags } from '../doctor/context.ts';
import { explainAnswer } from '../doctor/explain-answer.ts';
import { formatFindings, hasProblem } from '../doctor/finding.ts';
import type { Finding } from '../doctor/finding.ts';
import { readText } from '../doctor/read-text.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';

/** The options of `pitpass doctor`. */
export interface DoctorExplainFlags extends DoctorFlags {
  readonly error?: string;
  readonly redirectUri?: string;
  readonly username?: string;
}

const secretParameters = /\b(client_secret|password|refresh_token|access_token|code_verifier)=/;

/**
 * Prints findings, and gives the exit code: 1 when something is wrong.
 */
export async function printFindings(
  findings: readonly Finding[],
  { json }: Pick<DoctorFlags, 'json'>,
  surroundings: Surroundings,
): Promise<number> {
  const { output } = surroundings;
  const columns = output.isTTY === true ? (output.columns ?? 80) : undefined;
  const isWrong = hasProblem(findings);
  const text =
    json === true
      ? `${toVisibleJson({ is_well: !isWrong, findings }, false)}\n`
      : formatFindings(findings, columns);
  await print(surroundings, text);
  return isWrong ? exitCodes.failure : exitCodes.ok;
}

async function readRefusal(
  words: readonly string[],
  { error }: DoctorExplainFlags,
  surroundings: Surroundings,
): Promise<string | undefined> {
  if (error !== undefined) {
    if (words.length === 0) return readText(error, 'The refusal', surroundings);
    throw usageProblem('The refusal was given twice, by --error and behind the command; give one.');
  }
  if (words.length === 0) return undefined;
  const text = words.join(' ');
  if (!secretParameters.test(text)) return text;
  throw usageProblem(
    'There is a secret in those words, and other programs can read arguments; give them by a file or a pipe: --error FILE, --error -.',
  );
}

/**
 * `pitpass doctor`: explains a refusal that was pasted, or without one checks the set-up of an
 * account.
 *
 * @returns the exit code: 0 when all is well, 1 when something is wrong
 */
export async function doctor(
  words: readonly string[],
  flags: DoctorExplainFlags,
  surroundings: Surroundings,
): Promise<number> {
  const text = await readRefusal(words, flags, surroundings);
  const context = await createContext(flags, surroundings);
  const now = Math.floor(Date.now() / 1000);
  const { redirectUri: redirect_uri, username } = flags;
  const findings =
    text === undefined
      ? await checkAccount(context, now)
      : await explainAnswer(text, context, { redirect_uri, username }, now);
  return printFindings(findings, flags, surroundings);
}
