import { Option } from 'commander';
import type { Command } from 'commander';

import type { ClientsFlags } from './commands/clients-registry.ts';
import type { ClientsRequestFlags } from './commands/clients-request.ts';
import type { ClientsReasonFlags, ClientsRequestsFlags } from './commands/clients-review.ts';
import type { ClientsRotateFlags } from './commands/clients-secrets.ts';
import { addDatabaseOptions, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

function addRequests(clients: Command, surroundings: Surroundings): void {
  const type = new Option('--type <type>', 'which of the types that the request offers').choices([
    'server-side',
    'single-page-app',
    'mobile',
    'native',
  ]);
  addDatabaseOptions(clients.command('request').argument('<file>').addOption(type))
    .description('take down a request for a client, as the documentation shows it or in JSON')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass clients request request.txt',
        'pitpass clients request request.txt --type native',
      ]),
    )
    .action(async (file: string, flags: ClientsRequestFlags) => {
      const { requestClients } = await import('./commands/clients-request.ts');
      await requestClients(file, flags, surroundings);
    });
  addDatabaseOptions(clients.command('requests'))
    .description('list the requests that wait for a review, with their age and due date')
    .option('--refused', 'those that were refused instead')
    .addHelpText('after', formatExamples(['pitpass clients requests']))
    .action(async (flags: ClientsRequestsFlags) => {
      const { listRequests } = await import('./commands/clients-review.ts');
      await listRequests(flags, surroundings);
    });
}

/** Adds the commands about a client's review and about switching it off and on. */
export function addReview(clients: Command, surroundings: Surroundings): void {
  addRequests(clients, surroundings);
  addDatabaseOptions(clients.command('approve').argument('<client_id>'))
    .description('let a client in that waits; the link to its secret goes out by mail')
    .addHelpText('after', formatExamples(['pitpass clients approve client-3f6c']))
    .action(async (client_id: string, flags: ClientsFlags) => {
      const { approveClient } = await import('./commands/clients-review.ts');
      await approveClient(client_id, flags, surroundings);
    });
  addDatabaseOptions(clients.command('refuse').argument('<client_id>'))
    .description('do not let a client in that waits; its developer is told why')
    .option('--reason <text>', 'why; needed, and read by the developer')
    .addHelpText(
      'after',
      formatExamples(['pitpass clients refuse client-3f6c --reason "Choose a name of your own."']),
    )
    .action(async (client_id: string, flags: ClientsReasonFlags) => {
      const { refuseClient } = await import('./commands/clients-review.ts');
      await refuseClient(client_id, flags, surroundings);
    });
  addDatabaseOptions(clients.command('disable').argument('<client_id>'))
    .description('end the sessions of a client and give it no more tokens')
    .option('--reason <text>', 'what its developer is told')
    .addHelpText('after', formatExamples(['pitpass clients disable lap-lens']))
    .action(async (client_id: string, flags: ClientsReasonFlags) => {
      const { disableClient } = await import('./commands/clients-review.ts');
      await disableClient(client_id, flags, surroundings);
    });
  addDatabaseOptions(clients.command('enable').argument('<client_id>'))
    .description('let a disabled client get tokens again, also one that nobody used')
    .addHelpText('after', formatExamples(['pitpass clients enable lap-lens']))
    .action(async (client_id: string, flags: ClientsFlags) => {
      const { enableClient } = await import('./commands/clients-review.ts');
      await enableClient(client_id, flags, surroundings);
    });
}

/** Adds the commands about the secrets of a client. */
export function addSecrets(clients: Command, surroundings: Surroundings): void {
  addDatabaseOptions(clients.command('rotate-secret').argument('<client_id>'))
    .description('make a new secret, which is shown this once; the old one is worth nothing')
    .option('--overlap-hours <n>', 'both are good for so long, at most 168')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass clients rotate-secret lap-lens',
        'pitpass clients rotate-secret lap-lens --overlap-hours 24',
      ]),
    )
    .action(async (client_id: string, flags: ClientsRotateFlags) => {
      const { rotateSecret } = await import('./commands/clients-secrets.ts');
      await rotateSecret(client_id, flags, surroundings);
    });
  addDatabaseOptions(clients.command('end-old-secret').argument('<client_id>'))
    .description('end the secret that is being replaced before its time')
    .addHelpText('after', formatExamples(['pitpass clients end-old-secret lap-lens']))
    .action(async (client_id: string, flags: ClientsFlags) => {
      const { endOldSecret } = await import('./commands/clients-secrets.ts');
      await endOldSecret(client_id, flags, surroundings);
    });
  addDatabaseOptions(clients.command('send-secret').argument('<client_id>'))
    .description('mail a link to a new secret, which works once and for one day')
    .addHelpText('after', formatExamples(['pitpass clients send-secret lap-lens']))
    .action(async (client_id: string, flags: ClientsFlags) => {
      const { sendSecretLink } = await import('./commands/clients-secrets.ts');
      await sendSecretLink(client_id, flags, surroundings);
    });
}
