import { Option } from 'commander';
import type { Command } from 'commander';

import type { ClientsAddFlags } from './commands/clients-add.ts';
import type { ClientsFieldFlags } from './commands/clients-fields.ts';
import type { ClientsFlags } from './commands/clients-registry.ts';
import type { ClientsDeleteFlags, ClientsListFlags } from './commands/clients.ts';
import { addReview, addSecrets } from './describe-client-life.ts';
import { usageProblem } from './problem.ts';
import { addDatabaseOptions, collect, databaseHelp, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

function addFieldOptions(command: Command): Command {
  return command
    .option('--name <name>', 'what members see')
    .option('--redirect-uri <uri>', 'where members are sent back; give each of them', collect)
    .option('--scope <scopes>', 'what the app may ask for (default: all of the dialect)')
    .option('--grant <grant>', 'how it gets tokens; give each (default: what suits it)', collect)
    .option('--homepage <url>', "the app's own page (trackmania)")
    .option('--description <text>', 'what it does (trackmania)')
    .option('--developer-name <name>', 'who makes it (iracing)')
    .option('--developer-url <url>', 'their page (iracing)')
    .option('--developer-email <address>', 'their address (iracing)')
    .option('--audience <name>', 'what its tokens are for; give each (iracing)', collect)
    .option('--cors-origin <origin>', 'from where browsers may call; give each (iracing)', collect)
    .option('--role <role>', 'end_user_support or internal_support; give each (iracing)', collect)
    .option('--access-token-seconds <n>', 'how long an access token lives')
    .option('--refresh-token-seconds <n>', 'how long a refresh token lives')
    .option('--session-seconds <n>', 'how long a session lives, however often it is refreshed')
    .option('--allow-http', 'approve the redirect URIs of plain http')
    .option(
      '--listed-member <e-mail>',
      'who may use password_limited, at most three; give each (iracing)',
      collect,
    );
}

function addAddAndEdit(clients: Command, surroundings: Surroundings): void {
  const dialect = new Option('--dialect <name>', 'which API it is a client of; needed').choices([
    'iracing',
    'trackmania',
  ]);
  addDatabaseOptions(addFieldOptions(clients.command('add').addOption(dialect)))
    .description('register a client; its secret is shown this once')
    .option('--client-id <id>', 'an identifier of your own (iracing; default: one is made)')
    .option(
      '--client-type <type>',
      'server-side, single-page-app, mobile or native (iracing; default: server-side)',
    )
    .option('--public', 'an app that cannot keep a secret (trackmania)')
    .option('--owner <e-mail>', 'the member who manages it (trackmania; default: nobody)')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass clients add --dialect trackmania --name "Club Room" \\',
        '    --redirect-uri https://club.example/callback',
        'pitpass clients add --dialect iracing --name "Lap Lens" --client-type native \\',
        '    --client-id lap-lens --redirect-uri http://127.0.0.1:7491/callback',
      ]),
    )
    .action(async ({ dialect: chosen, ...flags }: Partial<ClientsAddFlags>) => {
      if (chosen === undefined) {
        throw usageProblem(
          'Name the API that the client is for: --dialect trackmania or --dialect iracing; see "pitpass clients add --help".',
        );
      }
      const { addClient } = await import('./commands/clients-add.ts');
      await addClient({ ...flags, dialect: chosen }, surroundings);
    });
  addDatabaseOptions(addFieldOptions(clients.command('edit').argument('<client_id>')))
    .description('change what is named, leave the rest; an empty text takes a field away')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass clients edit lap-lens --name "Lap Lens 2"',
        'pitpass clients edit lap-lens --redirect-uri https://a.example/cb \\',
        '    --redirect-uri https://b.example/cb',
        "pitpass clients edit lap-lens --developer-url ''",
      ]),
    )
    .action(async (client_id: string, flags: ClientsFieldFlags) => {
      const { editClient } = await import('./commands/clients-edit.ts');
      await editClient(client_id, flags, surroundings);
    });
}

function addListAndShow(clients: Command, surroundings: Surroundings): void {
  const dialect = new Option('--dialect <name>', 'only those of one').choices([
    'iracing',
    'trackmania',
  ]);
  addDatabaseOptions(clients.command('list').addOption(dialect))
    .description('list the clients')
    .addHelpText('after', formatExamples(['pitpass clients list --dialect trackmania']))
    .action(async (flags: ClientsListFlags) => {
      const { listClients } = await import('./commands/clients.ts');
      await listClients(flags, surroundings);
    });
  addDatabaseOptions(clients.command('show').argument('<client_id>'))
    .description('show everything about a client but its secret, which nobody has')
    .addHelpText('after', formatExamples(['pitpass clients show lap-lens --json']))
    .action(async (client_id: string, flags: ClientsFlags) => {
      const { showClient } = await import('./commands/clients.ts');
      await showClient(client_id, flags, surroundings);
    });
}

function addDelete(clients: Command, surroundings: Surroundings): void {
  addDatabaseOptions(clients.command('delete').argument('<client_id>'))
    .description('delete a client and end all its sessions; asks first')
    .option('--yes', 'do not ask')
    .addHelpText('after', formatExamples(['pitpass clients delete lap-lens --yes']))
    .action(async (client_id: string, flags: ClientsDeleteFlags) => {
      const { deleteClient } = await import('./commands/clients.ts');
      await deleteClient(client_id, flags, surroundings);
    });
}

/** Adds `pitpass clients` with its commands, options and help; their code is loaded when one runs. */
export function addClients(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  const clients = program
    .command('clients')
    .description(
      'register, review, list, show, change and delete the clients of a service of your own',
    )
    .addHelpText('after', databaseHelp)
    .addHelpText(
      'after',
      formatExamples([
        'pitpass clients add --dialect trackmania --name "Club Room"',
        'pitpass clients list',
      ]),
    );
  addAddAndEdit(clients, surroundings);
  addListAndShow(clients, surroundings);
  addDelete(clients, surroundings);
  addReview(clients, surroundings);
  addSecrets(clients, surroundings);
}
