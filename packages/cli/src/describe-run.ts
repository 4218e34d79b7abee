import type { Command } from 'commander';

import type { RunFlags } from './commands/run.ts';
import { collect, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

const runHelp = `
The program is not changed. It alone gets a proxy on this computer (HTTPS_PROXY) and a certificate
authority of this run alone (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE,
DENO_CERT). These hosts are answered for by a local service that calls itself as production does:

  oauth.iracing.com  members-ng.iracing.com  scorpio-assets.s3.amazonaws.com  api.trackmania.com

Give the program a client of .pitpass/demo.json, and write its redirect URI there. When it opens or
prints the address of a sign-in, the page of the local service is printed and opened instead. The
exit code is the program's; 127 when there is no such program.`;

/** Adds `pitpass run` with its options and help; its code is loaded when it runs. */
export function addRun(
  program: Command,
  parts: { readonly surroundings: Surroundings; readonly end: (exitCode: number) => void },
): void {
  program
    .command('run')
    .description('run a program, unmodified, against a local service in the place of production')
    .argument('[command...]', 'the program and its arguments, behind two dashes')
    .option('--allow <host>', 'let the program reach this host besides; give each', collect)
    .option('--preload', 'rewrite the hosts within Node: for programs that ignore proxy settings')
    .option('--terminal', 'give it the terminal, for prompts; addresses it prints are not noticed')
    .option('--no-browser', 'only print the addresses of sign-ins')
    .option('--port <number>', 'where the pages are (default: the first free from 7485 to 7489)')
    .option('--data-directory <folder>', 'whose demo is taken (default: .pitpass)')
    .addHelpText('after', runHelp)
    .addHelpText(
      'after',
      formatExamples([
        'pitpass run -- node app.js',
        'pitpass run -- curl -s https://members-ng.iracing.com/data/doc',
        'pitpass run --preload -- npx next dev',
        'pitpass run --allow discord.com -- python bot.py',
      ]),
    )
    .action(async (words: string[], flags: RunFlags) => {
      const { runCommand } = await import('./commands/run.ts');
      parts.end(await runCommand(words, flags, parts.surroundings));
    });
}
