import { usageProblem } from '../problem.ts';

/** A parameter as it was typed. */
export interface TypedParameter {
  readonly name: string;
  readonly value: string;
}

/** What is known of the names that may be typed as options. */
export interface OptionNames {
  /** True for the name of a parameter that is true or false. */
  readonly isSwitch: (name: string) => boolean;
  /** Throws for an option that is neither the command's nor a parameter's. */
  readonly refuse: (option: string, name: string) => void;
}

const writtenAs = 'Parameters are written name=value, subsession_id=123 or --subsession-id 123';

/** `--subsession-id` is the parameter subsession_id. */
export function optionToName(option: string): string {
  return option.slice(2).replaceAll('-', '_');
}

/** How a parameter is written as an option: `--subsession-id`. */
export function nameToOption(name: string): string {
  return `--${name.replaceAll('_', '-')}`;
}

/**
 * Reads the words after a method: `name=value`, `--name value`, `--name=value`, and `--name` alone
 * for a parameter that is true or false. A name may stand more than once.
 *
 * @throws Problem that says how parameters are written
 */
export function readParameterWords(
  words: readonly string[],
  { isSwitch, refuse }: OptionNames,
): TypedParameter[] {
  const parameters: TypedParameter[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const at = word.indexOf('=');
    if (!word.startsWith('--')) {
      if (at < 1) throw usageProblem(`${writtenAs}; "${word}" is neither.`);
      parameters.push({ name: word.slice(0, at), value: word.slice(at + 1) });
      continue;
    }
    if (at > 0) {
      const option = word.slice(0, at);
      refuse(option, optionToName(option));
      parameters.push({ name: optionToName(option), value: word.slice(at + 1) });
      continue;
    }
    const name = optionToName(word);
    const next = words[index + 1];
    refuse(word, name);
    if (isSwitch(name) && !/^(?:true|false)$/i.test(next ?? '')) {
      parameters.push({ name, value: 'true' });
      continue;
    }
    if (next === undefined || next.startsWith('--')) {
      throw usageProblem(`${word} has no value. ${writtenAs}.`);
    }
    parameters.push({ name, value: next });
    index += 1;
  }
  return parameters;
}
