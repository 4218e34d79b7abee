import { openClientRegistry } from '@pitpass/server';
import type { ClientRegistry, RegistrationProblem } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import { withService } from './service-database.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of every `pitpass clients` command. */
export type ClientsFlags = DatabaseFlags;

/**
 * Opens the registry of the service that options and environment name, and closes it again.
 *
 * @throws Problem when there is none or it cannot be used
 */
export function withRegistry<Result>(
  flags: ClientsFlags,
  surroundings: Surroundings,
  work: (registry: ClientRegistry) => Promise<Result>,
): Promise<Result> {
  return withService((location) => openClientRegistry(location), flags, surroundings, work);
}

/** The problem that a client is not there. */
export function unknownClient(client_id: string): Problem {
  return new Problem(
    'client_unknown',
    exitCodes.failure,
    `There is no client "${toVisibleText(client_id)}" here; "pitpass clients list" shows those there are.`,
  );
}

/** What is wrong with a field, and how the options of the command are written instead. */
export function toSentence({ message, kind }: RegistrationProblem): string {
  return kind === undefined
    ? message
    : `${message.replace(/\.$/, '')}; give --redirect-uri once for each.`;
}

/**
 * Tells every problem with what was typed, one sentence a line.
 *
 * @throws Problem always, with the last of them, or in JSON with all
 */
export function refuseInput(
  sentences: readonly string[],
  flags: ClientsFlags,
  surroundings: Surroundings,
): never {
  if (flags.json === true) throw usageProblem(sentences.join(' '));
  for (const sentence of sentences.slice(0, -1)) note(surroundings, `pitpass: ${sentence}`);
  throw usageProblem(sentences.at(-1) ?? '');
}
