import type { Command, Option } from 'commander';

import { collect } from '../program-options.ts';
import { faultNames } from '../serve/faults/fault-table.ts';
import { defaultScopes } from '../settings/provider-name.ts';
import { listed, nothing } from './candidate.ts';
import type { Candidate, Completion } from './candidate.ts';
import { findArgument, findOption, readLine } from './read-line.ts';
import type { TypedLine } from './read-line.ts';

/** What a completion may have to look up. */
export interface CompletionSources {
  readonly listAccountNames: () => Promise<readonly string[]>;
  /** Gives `serve` its options, which are the server's. */
  readonly describeServe: (serve: Command) => Promise<void>;
}

const filesOnly: Completion = { candidates: [], files: true };

async function completeValue(option: Option, sources: CompletionSources): Promise<Completion> {
  if (option.argChoices !== undefined) return listed(option.argChoices);
  if (option.long === '--as' || option.long === '--profile') {
    return listed(await sources.listAccountNames());
  }
  if (option.long === '--provider') return listed(Object.keys(defaultScopes));
  return /<(?:file|folder)>/.test(option.flags) ? filesOnly : nothing;
}

function toCandidate({ long, short, description }: Option): Candidate {
  // An option with two long names is offered by the first, which is the shorter.
  const isTwice = short?.startsWith('--') === true;
  return { value: (isTwice ? short : long) ?? '', description };
}

async function completeOption(line: TypedLine, sources: CompletionSources): Promise<Candidate[]> {
  const { command, positionals, used, strange } = line;
  if (command.name() === 'serve') await sources.describeServe(command);
  const options = command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !used.has(option) || option.parseArg === collect)
    .map(toCandidate);
  const [method, ...words] = positionals;
  if (command.name() !== 'get' || method === undefined) return options;
  const { completeParameterOption } = await import('./complete-get.ts');
  return [...completeParameterOption(method, words, strange), ...options];
}

function completeSubcommand(command: Command): Candidate[] {
  return command.commands
    .filter((each) => each.name() !== 'help')
    .map((each) => ({ value: each.name(), description: each.description() }));
}

async function completeGet(line: TypedLine, words: readonly string[], word: string) {
  const { positionals, strange, used } = line;
  const isList = [...used].some(({ long }) => long === '--list');
  if (isList) return [];
  const { completeMethod, completeParameter, completeParameterValue } =
    await import('./complete-get.ts');
  const [method, ...rest] = positionals;
  if (method === undefined) return completeMethod(word);
  const before = words.at(-1) ?? '';
  const isOption = strange.includes(before) && !before.includes('=');
  const value = isOption ? completeParameterValue(method, before) : undefined;
  if (value?.isNeeded === true) return value.candidates;
  return [...(value?.candidates ?? []), ...completeParameter(method, rest, strange, word)];
}

async function completeArgument(
  line: TypedLine,
  words: readonly string[],
  word: string,
  sources: CompletionSources,
): Promise<Completion> {
  const { command } = line;
  const argument = findArgument(line);
  if (argument?.argChoices !== undefined) return listed(argument.argChoices);
  const place = `${command.parent?.name() ?? ''} ${command.name()}`;
  if (place === 'pitpass get') {
    return { candidates: await completeGet(line, words, word), files: false };
  }
  if (argument === undefined) return nothing;
  if (place.startsWith('fault ')) return listed(faultNames);
  if (place.startsWith('accounts ')) return listed(await sources.listAccountNames());
  return ['file', 'folder', 'command'].includes(argument.name()) ? filesOnly : nothing;
}

async function completeHere(
  program: Command,
  words: readonly string[],
  word: string,
  sources: CompletionSources,
): Promise<Completion> {
  // `pitpass help get` is `pitpass get --help`.
  const line = readLine(program, words[0] === 'help' ? words.slice(1) : words);
  const { command, expecting, isOpen, positionals } = line;
  if (expecting !== undefined) return completeValue(expecting, sources);
  const [name = '', value] = word.split('=', 2);
  const option = isOpen || value === undefined ? undefined : findOption(command, name);
  if (option !== undefined) {
    const { candidates } = await completeValue(option, sources);
    const whole = candidates.map((each) => ({ ...each, value: `${name}=${each.value}` }));
    return { candidates: whole, files: false };
  }
  if (word.startsWith('-') && !isOpen) {
    return { candidates: await completeOption(line, sources), files: false };
  }
  if (command.commands.length > 0) {
    const isFirst = positionals.length === 0;
    return { candidates: isFirst ? completeSubcommand(command) : [], files: false };
  }
  return words[0] === 'help' ? nothing : completeArgument(line, words, word, sources);
}

/**
 * Says what may stand at the cursor of a command line, from the commands' own definitions and the
 * catalogue of data methods.
 *
 * @param typed the words behind the program's name up to the cursor; the last is the one at it, empty
 *   when a new one begins
 */
export async function completeWords(
  program: Command,
  typed: readonly string[],
  sources: CompletionSources,
): Promise<Completion> {
  const word = typed.at(-1) ?? '';
  const { candidates, files } = await completeHere(program, typed.slice(0, -1), word, sources);
  return { candidates: candidates.filter(({ value }) => value.startsWith(word)), files };
}
