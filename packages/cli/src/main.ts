import { homedir } from 'node:os';

import { exitCodes, Problem } from './problem.ts';
import { run } from './run.ts';
import { isClosedPipe } from './terminal/output.ts';

const exitCodesBySignal = { SIGINT: exitCodes.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

function watchInterrupts(): AbortSignal {
  const interrupt = new AbortController();
  for (const [name, exitCode] of Object.entries(exitCodesBySignal)) {
    process.once(name, () => {
      interrupt.abort(new Problem('interrupted', exitCode, 'Interrupted.'));
    });
  }
  return interrupt.signal;
}

// A reader that has seen enough, `head` for example, is no failure. Whoever writes hears of others.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (isClosedPipe(error)) process.exit(exitCodes.ok);
  });
}

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  directory: process.cwd(),
  homeDirectory: homedir(),
  platform: process.platform,
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  watchInterrupts,
});
