import type { Command } from 'commander';

import type {
  MembersAddFlags,
  MembersEndSessionsFlags,
  MembersStaffFlags,
} from './commands/members-change.ts';
import type { SecondFactorFlags } from './commands/members-second-factor.ts';
import type { MembersActivityFlags, MembersListFlags } from './commands/members.ts';
import { addMemberAccount } from './describe-member-account.ts';
import { addDatabaseOptions, databaseHelp, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';
import type { DatabaseFlags } from './commands/service-database.ts';

const passwordHelp = `
The password comes from PITPASS_PASSWORD, from a file that PITPASS_PASSWORD_FILE names, or from a
prompt that asks twice; never from an option. It has 12 to 256 characters.`;

const member = '<member>';
const memberSentence = 'an e-mail address or a member_id';
const example = 'alex.driver@pitpass.example';

function addReading(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('list'))
    .description('list the members')
    .option('--search <text>', 'only those whose e-mail address or name holds the text')
    .addHelpText(
      'after',
      formatExamples(['pitpass members list', 'pitpass members list --search driver --json']),
    )
    .action(async (flags: MembersListFlags) => {
      const { listMembers } = await import('./commands/members.ts');
      await listMembers(flags, surroundings);
    });
  addDatabaseOptions(members.command('show').argument(member, memberSentence))
    .description('show an account')
    .addHelpText('after', formatExamples([`pitpass members show ${example}`]))
    .action(async (named: string, flags: DatabaseFlags) => {
      const { showMember } = await import('./commands/members.ts');
      await showMember(named, flags, surroundings);
    });
  addDatabaseOptions(members.command('sessions').argument(member, memberSentence))
    .description('list the live sessions of a member with apps')
    .addHelpText('after', formatExamples([`pitpass members sessions ${example}`]))
    .action(async (named: string, flags: DatabaseFlags) => {
      const { listSessions } = await import('./commands/members.ts');
      await listSessions(named, flags, surroundings);
    });
}

function addActivity(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('activity').argument(member, memberSentence))
    .description('list what happened in an account, newest first, as its member reads it')
    .option('--limit <number>', 'how many events at most (default: 50)')
    .addHelpText(
      'after',
      formatExamples([
        `pitpass members activity ${example}`,
        `pitpass members activity ${example} --limit 200 --json`,
      ]),
    )
    .action(async (named: string, flags: MembersActivityFlags) => {
      const { listActivity } = await import('./commands/members.ts');
      await listActivity(named, flags, surroundings);
    });
}

function addCreating(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('add').argument('<e-mail>', 'what they sign in with'))
    .description('add an account that may be signed in with at once')
    .requiredOption('--name <name>', 'the display name')
    .option('--cust-id <number>', 'the customer id of the iRacing dialect (default: the next)')
    .addHelpText('after', passwordHelp)
    .addHelpText(
      'after',
      formatExamples([
        'pitpass members add kim.racer@club.example --name "Kim Racer"',
        'pitpass members add kim.racer@club.example --name "Kim Racer" --cust-id 4711 --json',
      ]),
    )
    .action(async (username: string, flags: MembersAddFlags) => {
      const { addMember } = await import('./commands/members-change.ts');
      await addMember(username, flags, surroundings);
    });
  addDatabaseOptions(members.command('set-password').argument(member, memberSentence))
    .description('replace the password; every session and browser sign-in ends')
    .addHelpText('after', passwordHelp)
    .addHelpText('after', formatExamples([`pitpass members set-password ${example}`]))
    .action(async (named: string, flags: DatabaseFlags) => {
      const { setPassword } = await import('./commands/members-change.ts');
      await setPassword(named, flags, surroundings);
    });
}

function addEnding(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('disable').argument(member, memberSentence))
    .description('take an account out of use; its tokens are refused within a second')
    .addHelpText('after', formatExamples([`pitpass members disable ${example}`]))
    .action(async (named: string, flags: DatabaseFlags) => {
      const { disableMember } = await import('./commands/members-change.ts');
      await disableMember(named, flags, surroundings);
    });
  addDatabaseOptions(members.command('enable').argument(member, memberSentence))
    .description('take it into use again; what had ended stays ended')
    .addHelpText('after', formatExamples([`pitpass members enable ${example}`]))
    .action(async (named: string, flags: DatabaseFlags) => {
      const { enableMember } = await import('./commands/members-change.ts');
      await enableMember(named, flags, surroundings);
    });
  addDatabaseOptions(members.command('end-sessions').argument(member, memberSentence))
    .description('end all sessions with apps and sign the member out of every browser')
    .option('--client <client_id>', 'only the sessions with this client')
    .addHelpText(
      'after',
      formatExamples([
        `pitpass members end-sessions ${example}`,
        `pitpass members end-sessions ${example} --client lap-lens`,
      ]),
    )
    .action(async (named: string, flags: MembersEndSessionsFlags) => {
      const { endSessions } = await import('./commands/members-change.ts');
      await endSessions(named, flags, surroundings);
    });
}

function addStaff(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('staff').argument(member, memberSentence))
    .description('make a member one of the staff, or no longer one')
    .option('--on', 'one of the staff')
    .option('--off', 'no longer one')
    .addHelpText(
      'after',
      formatExamples([
        `pitpass members staff ${example} --on`,
        `pitpass members staff ${example} --off --json`,
      ]),
    )
    .action(async (named: string, flags: MembersStaffFlags) => {
      const { setStaff } = await import('./commands/members-change.ts');
      await setStaff(named, flags, surroundings);
    });
}

function addSecondFactor(members: Command, surroundings: Surroundings): void {
  addDatabaseOptions(members.command('second-factor').argument(member, memberSentence))
    .description('show whether signing in takes a second factor, or switch it off')
    .option('--off', 'switch it off: for a member who has lost every way to confirm')
    .addHelpText(
      'after',
      `
Make sure that it is the member who asks. Switching off ends every session, browser sign-in and
remembered browser of the member, who is told by mail.`,
    )
    .addHelpText(
      'after',
      formatExamples([
        `pitpass members second-factor ${example}`,
        `pitpass members second-factor ${example} --off`,
      ]),
    )
    .action(async (named: string, flags: SecondFactorFlags) => {
      const { changeSecondFactor } = await import('./commands/members-second-factor.ts');
      await changeSecondFactor(named, flags, surroundings);
    });
}

/** Adds `pitpass members` with its commands, options and help; their code is loaded when one runs. */
export function addMembers(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  const members = program
    .command('members')
    .description('list, add, change and disable the members of a service of your own')
    .addHelpText('after', databaseHelp)
    .addHelpText(
      'after',
      formatExamples(['pitpass members list', `pitpass members disable ${example}`]),
    );
  addReading(members, surroundings);
  addActivity(members, surroundings);
  addCreating(members, surroundings);
  addEnding(members, surroundings);
  addMemberAccount(members, surroundings);
  addStaff(members, surroundings);
  addSecondFactor(members, surroundings);
}
