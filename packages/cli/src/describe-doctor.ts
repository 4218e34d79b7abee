import type { Command } from 'commander';

import type { DoctorSecretFlags } from './commands/doctor-secret.ts';
import type { DoctorExplainFlags } from './commands/doctor.ts';
import { addAccountOptions, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

interface DoctorParts {
  readonly surroundings: Surroundings;
  readonly end: (exitCode: number) => void;
}

function addSecret(doctor: Command, { surroundings, end }: DoctorParts): void {
  doctor
    .command('secret')
    .description('check a client secret, or how a program masked it or a password')
    .option('--secret-file <file>', 'where the secret or password is; - is standard input')
    .option('--sent <file>', 'what a program sent: the value, or the whole body; - likewise')
    .option('--no-try', 'do not try the secret at the service')
    .addHelpText(
      'after',
      `
The options of "pitpass doctor" say which client at which service: --client-id,
--service, --provider, --as, --data-directory; and --json.

The secret comes from --secret-file, PITPASS_CLIENT_SECRET,
PITPASS_CLIENT_SECRET_FILE, where the account has it from, the demo of the local
service, or a prompt. It is tried once, with a request that begins and ends
nothing. With --username the password of that member (--secret-file,
PITPASS_PASSWORD, PITPASS_PASSWORD_FILE, the demo, a prompt) is compared with
what was sent, and never tried. Neither is printed, nor its masked form.`,
    )
    .addHelpText(
      'after',
      formatExamples([
        'pitpass doctor secret --client-id my-tool',
        'pitpass doctor secret --client-id my-tool --sent body.txt',
        'pitpass doctor secret --username alex.driver@pitpass.example --sent - < body.txt',
      ]),
    )
    .action(async (_flags: unknown, command: Command) => {
      const { doctorSecret } = await import('./commands/doctor-secret.ts');
      end(await doctorSecret(command.optsWithGlobals<DoctorSecretFlags>(), surroundings));
    });
}

/** Adds `pitpass doctor` with its options and help; its code is loaded when it runs. */
export function addDoctor(program: Command, parts: DoctorParts): void {
  const { surroundings, end } = parts;
  const doctor = addAccountOptions(program.command('doctor'))
    .description('say what is wrong: with an account, a refusal, a secret')
    .argument('[text...]', 'a code, a message, or an address, as it was met')
    .option('--provider <name>', 'iracing or trackmania (default: that of the account)')
    .option('--service <origin>', 'the service (default: that of the account, or the local one)')
    .option('--client-id <id>', 'the client (default: that of the account)')
    .option('--error <file>', 'the answer that refused: JSON, headers, page; - is standard input')
    .option('--redirect-uri <uri>', 'the one that was sent')
    .option('--username <name>', 'the member of a password-limited sign-in')
    .option(
      '--data-directory <folder>',
      'of a service of your own, for its clients and audit trail',
    )
    .option('--json', 'the findings in JSON')
    .addHelpText(
      'after',
      `
Without a text it checks the account: settings, token file, lock, service,
clock, redirect URIs, tokens. ✓ is well, ! may be right, ✗ is wrong, · is only to
be known.

Exit codes:
  0  nothing is wrong
  1  something is, or the refusal is explained
  2  the command, or the text, was not understood`,
    )
    .addHelpText(
      'after',
      formatExamples([
        'pitpass doctor',
        'pitpass doctor invalid_client --client-id my-tool',
        'curl -si … | pitpass doctor --error -',
        'pitpass doctor "http://localhost:7480/oauth2/authorize?client_id=…"',
        'pitpass doctor secret',
      ]),
    )
    .action(async (words: string[], flags: DoctorExplainFlags) => {
      const { doctor: examine } = await import('./commands/doctor.ts');
      end(await examine(words, flags, surroundings));
    });
  addSecret(doctor, parts);
}
