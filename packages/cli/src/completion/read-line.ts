import type { Argument, Command, Option } from 'commander';

/** A command line as far as it has been typed. */
export interface TypedLine {
  readonly command: Command;
  /** The words of the command that are neither options nor their values. */
  readonly positionals: readonly string[];
  /** Options that stand there already. */
  readonly used: ReadonlySet<Option>;
  /** Words that look like options and are none of the command's. */
  readonly strange: readonly string[];
  /** The option whose value is typed at the cursor. */
  readonly expecting: Option | undefined;
  /** True behind two dashes, where nothing is an option. */
  readonly isOpen: boolean;
}

/** The option that a word names. */
export function findOption(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

/** The subcommand that a word names. */
function findSubcommand(command: Command, word: string): Command | undefined {
  return command.commands.find((each) => each.name() === word || each.aliases().includes(word));
}

/** Reads the words before the cursor as the program would. */
export function readLine(program: Command, words: readonly string[]): TypedLine {
  let command = program;
  let expecting: Option | undefined;
  let isOpen = false;
  const positionals: string[] = [];
  const strange: string[] = [];
  const used = new Set<Option>();
  for (const word of words) {
    if (expecting !== undefined) {
      expecting = undefined;
    } else if (isOpen) {
      positionals.push(word);
    } else if (word === '--') {
      isOpen = true;
    } else if (word.startsWith('-')) {
      const [name = '', value] = word.split('=', 2);
      const option = findOption(command, name);
      if (option === undefined) strange.push(word);
      else used.add(option);
      const takesValue = option !== undefined && (option.required || option.optional);
      if (takesValue && value === undefined) expecting = option;
    } else {
      const subcommand = positionals.length === 0 ? findSubcommand(command, word) : undefined;
      if (subcommand === undefined) positionals.push(word);
      else command = subcommand;
    }
  }
  return { command, positionals, used, strange, expecting, isOpen };
}

/** The argument that stands at the cursor. */
export function findArgument({ command, positionals }: TypedLine): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  const here = command.registeredArguments[positionals.length];
  return here ?? (last?.variadic === true ? last : undefined);
}
