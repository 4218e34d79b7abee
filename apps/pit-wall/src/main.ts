import { runPitWall } from './start/run-pit-wall.ts';

const drainMillisecondsMax = 10_000;

/** Resolves with the first signal that asks the process to stop; others change nothing. */
function nextStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        setTimeout(() => process.exit(1), drainMillisecondsMax).unref();
        resolve(signal);
      });
    }
  });
}

process.exitCode = await runPitWall({
  arguments: process.argv.slice(2),
  environment: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  printProblem: (line) => process.stderr.write(`${line}\n`),
  stopped: nextStopSignal(),
});
