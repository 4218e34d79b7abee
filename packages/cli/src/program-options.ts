import { Option } from 'commander';
import type { Command } from 'commander';

/** Collects an option that may be given more than once. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Examples as they stand at the end of a command's help. */
export function formatExamples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** What is said about every command that works on the database of a service. */
export const databaseHelp = `
They work on the database of the service, whether it runs or not; one that runs sees a change
within a second.

Environment:
  PITPASS_DATA_DIRECTORY  where the database is, as --data-directory (default: .pitpass)
  PITPASS_DATABASE_URL    the PostgreSQL connection string of a service that uses one`;

/** The options of every command that works on the database of a service. */
export function addDatabaseOptions(command: Command): Command {
  return command
    .option('--data-directory <folder>', 'the data directory of the service')
    .option('--json', 'answer and fail in JSON');
}

/** The options of every command that works with the tokens of an account. */
export function addAccountOptions(command: Command): Command {
  return command
    .option('--as <name>', 'the account (default: see "pitpass accounts")')
    .addOption(new Option('--profile <name>', 'the former name of --as').hideHelp())
    .option('--token-file <file>', 'a file of your own for the tokens, instead of an account');
}

/** The options of every command that uses the tokens of an account. */
export function addConnectionOptions(command: Command): Command {
  return addAccountOptions(command)
    .option('--provider <name>', 'for tokens whose file does not say where they belong')
    .option('--service <origin>', 'likewise')
    .option('--client-id <id>', 'likewise');
}
