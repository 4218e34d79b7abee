import type { Command } from 'commander';

import type { MembersDeleteFlags } from './commands/members-account.ts';
import type { DatabaseFlags } from './commands/service-database.ts';
import { addDatabaseOptions, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

const member = '<member>';
const memberSentence = 'an e-mail address or a member_id';
const example = 'alex.driver@pitpass.example';

function addChanging(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('rename').argument(member, memberSentence))
    .argument('<name>', 'the new display name')
    .description('give an account another display name')
    .addHelpText('after', formatExamples([`pitpass members rename ${example} "Alex Driver"`]))
    .action(async (named: string, name: string, flags: DatabaseFlags) => {
      const { renameMember } = await import('./commands/members-account.ts');
      await renameMember(named, name, flags, surroundings);
    });
  addDatabaseOptions(members.command('set-address').argument(member, memberSentence))
    .argument('<e-mail>', 'what they sign in with from now on')
    .description('give an account another address, which then chooses a new password')
    .addHelpText(
      'after',
      `
The password belongs to the address, and nobody but the member knows it: so a link to choose a new one
goes to the new address, and until it is used nobody can sign in. The old address is told.`,
    )
    .addHelpText(
      'after',
      formatExamples([`pitpass members set-address ${example} alex@club.example`]),
    )
    .action(async (named: string, address: string, flags: DatabaseFlags) => {
      const { setAddress } = await import('./commands/members-account.ts');
      await setAddress(named, address, flags, surroundings);
    });
  addDatabaseOptions(members.command('reset').argument(member, memberSentence))
    .description('make a member choose a new password by a mailed link; everything else ends')
    .addHelpText('after', formatExamples([`pitpass members reset ${example}`]))
    .action(async (named: string, flags: DatabaseFlags) => {
      const { resetMember } = await import('./commands/members-account.ts');
      await resetMember(named, flags, surroundings);
    });
}

function addLeaving(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('export').argument(member, memberSentence))
    .description('print everything that is kept about a member, as JSON without secrets')
    .addHelpText('after', formatExamples([`pitpass members export ${example} > alex.json`]))
    .action(async (named: string, flags: DatabaseFlags) => {
      const { exportMember } = await import('./commands/members-account.ts');
      await exportMember(named, flags, surroundings);
    });
  addDatabaseOptions(members.command('delete').argument(member, memberSentence))
    .description('delete an account with everything under it, after asking')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      formatExamples([
        `pitpass members delete ${example}`,
        `pitpass members delete ${example} --yes --json`,
      ]),
    )
    .action(async (named: string, flags: MembersDeleteFlags) => {
      const { deleteMember } = await import('./commands/members-account.ts');
      await deleteMember(named, flags, surroundings);
    });
}

/** Adds the commands that change, copy and delete one account. */
export function addMemberAccount(members: Command, surroundings: Surroundings): void {
  addChanging(members, surroundings);
  addLeaving(members, surroundings);
}
