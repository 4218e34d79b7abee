import type { Command } from 'commander';

import type { GetFlags } from './commands/get.ts';
import { addConnectionOptions, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

interface GetParts {
  readonly surroundings: Surroundings;
}

const formsHelp = `
JSON is what you get unless you ask for another form, or name a file that ends
in .csv or .ndjson. The rows of a chunked answer stand in its member "rows".
CSV that the service sent goes through as it came. Tables show the list in the
answer; --rows names another, and --columns the columns:
  pitpass get results/get subsession_id=123 --rows session_results.results \\
      --columns finish_position,display_name,interval

At a terminal, a command that has used up the minute's requests waits and goes
on; elsewhere it ends with code 6 unless --wait is given.
Trackmania's lists get their brackets, and are asked for in batches when they
are too long.`;

/** Adds `pitpass get` with its options and help. */
export function addGet(program: Command, { surroundings }: GetParts): void {
  const command = program
    .command('get')
    .usage('[options] <method> [name=value...]')
    .description('ask a data method, or a route of Trackmania, and follow its answer to the end')
    .argument('[words...]', 'results/lap_data, then subsession_id=123 or --subsession-id 123')
    // Parameters may be written as options; which there are, the method says.
    .allowUnknownOption()
    .option('--list', 'list the methods, or those that hold the words')
    .option('--describe', 'tell the parameters, delivery and limits of the method')
    .option('--json', 'one compact document (default: indented); fail in JSON')
    .option('--table', 'rows in columns, for people')
    .option('--csv', 'rows as CSV')
    .option('--ndjson', 'rows as JSON, one in a line')
    .option('--columns <a,b.c>', 'which columns, for --table and --csv')
    .option('--rows <path>', 'which list in the answer: session_results.results')
    .option('--out, --output <file>', 'write to a file, which appears when it is whole')
    .option('--force', 'replace the file if it is there')
    .option('--wait', 'wait when the requests are used up (default: at a terminal)')
    .option('--no-wait', 'end with code 6 instead')
    .option('--verbose', 'tell what came, how long it took and how many requests are left');
  addConnectionOptions(command)
    .addHelpText(
      'after',
      formatExamples([
        'pitpass get --list lap',
        'pitpass get results/lap_data --describe',
        'pitpass get /data/member/info',
        'pitpass get results/get --subsession-id 12345 --table',
        'pitpass get results/event_log subsession_id=12345 simsession_number=0 \\',
        '    --out events.csv',
        'pitpass get driver_stats_by_category/sports_car --out drivers.csv',
        'pitpass get user/maps/favorite length=100',
        'pitpass get display-names/account-ids displayName=one displayName=two',
      ]),
    )
    .addHelpText('after', formsHelp)
    .action(async (words: string[], flags: GetFlags) => {
      const { get } = await import('./commands/get.ts');
      const ownOptions = command.options.flatMap(({ long }) => long ?? []);
      await get({ words, flags, ownOptions }, surroundings);
    });
}
