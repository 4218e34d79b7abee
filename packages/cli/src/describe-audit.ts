import type { Command } from 'commander';

import type { AuditListFlags } from './commands/audit-filter.ts';
import type { AuditVerifyFlags } from './commands/audit.ts';
import { addDatabaseOptions, databaseHelp, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

function addList(audit: Command, surroundings: Surroundings): void {
  addDatabaseOptions(audit.command('list'))
    .description('list events, newest first')
    .option(
      '--since <time>',
      'events of this time and later: 2026-11-20, 2026-11-20T18:05, 24h, 7d',
    )
    .option('--until <time>', 'events before this time')
    .option('--event <name>', 'events of this name')
    .option('--member <e-mail>', 'events about this member; also a member_id')
    .option('--client <client_id>', 'events about this client')
    .option('--limit <number>', 'how many at most, up to 10000 (default: 50)')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass audit list --since 24h',
        'pitpass audit list --event login_refused --member alex.driver@pitpass.example',
        'pitpass audit list --since 2026-11-01 --until 2026-12-01 --limit 10000 --json',
      ]),
    )
    .action(async (flags: AuditListFlags) => {
      const { listEvents } = await import('./commands/audit.ts');
      await listEvents(flags, surroundings);
    });
  // The names of the events are the server's, whose code no other command loads.
  audit.hook('preSubcommand', async (_audit, command) => {
    if (command.name() !== 'list') return;
    const { describeEvents } = await import('./commands/audit.ts');
    describeEvents(command);
  });
}

function addVerify(audit: Command, surroundings: Surroundings): void {
  addDatabaseOptions(audit.command('verify'))
    .description('compare every event with the hash chain and say where it breaks, if it does')
    .option('--noted <seal>', 'a last seal that an earlier verification printed: number:digest')
    .addHelpText(
      'after',
      `
Whoever can write to the database could delete the newest events together with their seals. Note the
last seal somewhere else, and give it to the next verification with --noted. A broken chain ends
with exit code 1.`,
    )
    .addHelpText(
      'after',
      formatExamples(['pitpass audit verify', 'pitpass audit verify --noted 118:dGhlIGRpZ2Vz…']),
    )
    .action(async (flags: AuditVerifyFlags) => {
      const { verifyAudit } = await import('./commands/audit.ts');
      await verifyAudit(flags, surroundings);
    });
}

/** Adds `pitpass audit` with its commands, options and help; their code is loaded when one runs. */
export function addAudit(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  const audit = program
    .command('audit')
    .description('read and verify the audit trail of a service of your own')
    .addHelpText('after', databaseHelp)
    .addHelpText('after', formatExamples(['pitpass audit list', 'pitpass audit verify']));
  addList(audit, surroundings);
  addVerify(audit, surroundings);
}
