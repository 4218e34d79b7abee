import type { Command } from 'commander';

import type { MailboxFlags } from './commands/mailbox.ts';
import { addDatabaseOptions, formatExamples } from './program-options.ts';
import type { DatabaseFlags } from './commands/service-database.ts';
import type { Surroundings } from './surroundings.ts';

const mailboxHelp = `
Only a service that was started with --local has a mailbox; it keeps the newest 200 mails in memory.
The local token in its data directory lets you in.

Environment:
  PITPASS_DATA_DIRECTORY  where that is, as --data-directory (default: .pitpass)
  PITPASS_SERVICE         the service, as --service (default: the one of the data directory)`;

const mailHelp = `
A mail that cannot be sent stays in the queue and is tried again, more seldom each time, for two
days. What waits is sealed: the queue tells how much, not to whom or what.

Environment:
  PITPASS_MAIL_URL        the mail server, as the service has it
  PITPASS_MAIL_FROM       from whom mails are, likewise
  PITPASS_ISSUER          the origin of the service, for the test mail
  PITPASS_DATA_DIRECTORY  where the database is, as --data-directory (default: .pitpass)
  PITPASS_DATABASE_URL    the PostgreSQL connection string of a service that uses one`;

/** Adds `pitpass mailbox`, for the developer at a local service. */
export function addMailbox(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  program
    .command('mailbox')
    .description('show the mails that a local service would have sent, newest first')
    .option('--to <address>', 'only those to this address')
    .option('--last', 'the newest alone, as plain text')
    .option('--service <origin>', 'the local service (default: the one of the data directory)')
    .option('--data-directory <folder>', 'the data directory of the service')
    .option('--json', 'answer and fail in JSON, with the text and the HTML of every mail')
    .addHelpText('after', mailboxHelp)
    .addHelpText(
      'after',
      formatExamples([
        'pitpass mailbox',
        'pitpass mailbox --last',
        'pitpass mailbox --last --to driver@example.com --json',
      ]),
    )
    .action(async (flags: MailboxFlags) => {
      const { showMailbox } = await import('./commands/mailbox.ts');
      await showMailbox(flags, surroundings);
    });
}

/** Adds `pitpass mail`, for the operator of a service. */
export function addMail(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  const mail = program
    .command('mail')
    .description('look at the mail queue of a service of your own, and try its mail server')
    .addHelpText('after', mailHelp)
    .addHelpText(
      'after',
      formatExamples(['pitpass mail queue', 'pitpass mail test operator@example.org']),
    );
  addDatabaseOptions(mail.command('queue'))
    .description('say how many mails wait, since when, and what kept the last one')
    .addHelpText('after', formatExamples(['pitpass mail queue', 'pitpass mail queue --json']))
    .action(async (flags: DatabaseFlags) => {
      const { showQueue } = await import('./commands/mail.ts');
      await showQueue(flags, surroundings);
    });
  mail
    .command('test')
    .argument('<address>')
    .description('send a mail at once, past the queue, and say what the mail server answers')
    .option('--json', 'answer and fail in JSON')
    .addHelpText('after', formatExamples(['pitpass mail test operator@example.org']))
    .action(async (address: string, flags: { readonly json?: boolean }) => {
      const { testMail } = await import('./commands/mail.ts');
      await testMail(address, flags, surroundings);
    });
}
