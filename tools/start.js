// `npm start`: the local service and the demo app, side by side. Ctrl-C stops both.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readyLine = /Pitpass is running at/;
const children = [];
let exitCode = 0;
let isStopping = false;

// The demo app finds the demo where the service keeps it.
const serviceArguments = process.argv.slice(2);
const named = serviceArguments.indexOf('--data-directory');
const dataDirectory = named < 0 ? undefined : serviceArguments[named + 1];
const environment =
  dataDirectory === undefined
    ? process.env
    : { ...process.env, PITPASS_DATA_DIRECTORY: dataDirectory };

function start(args, stdio) {
  const child = spawn(process.execPath, args, { cwd: root, stdio, env: environment });
  children.push(child);
  child.on('exit', (code) => {
    children.splice(children.indexOf(child), 1);
    if (!isStopping) exitCode = code ?? 1;
    stop('SIGTERM');
    if (children.length === 0) process.exit(exitCode);
  });
  return child;
}

// The service itself gives its requests 25 s. A child that lives after that hangs.
const drainMsMax = 30_000;
let lastResort;

function askedToStop() {
  isStopping = true;
  lastResort ??= setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, drainMsMax).unref();
}

function stop(signal) {
  askedToStop();
  for (const child of children) child.kill(signal);
}

// A terminal sends Ctrl-C to the children too, and each drains and ends by itself. One that was not told
// (the signal came to this process alone) is told a moment later; a second Ctrl-C in that time would
// count as impatience.
const patienceMs = 500;
process.on('SIGINT', () => {
  askedToStop();
  setTimeout(() => stop('SIGTERM'), patienceMs).unref();
});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => stop('SIGTERM'));

const service = start(
  [join('packages', 'cli', 'bin', 'pitpass.js'), 'serve', '--local', ...serviceArguments],
  ['ignore', 'pipe', 'inherit'],
);
let seen = '';
service.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  if (seen === undefined) return;
  seen += chunk;
  if (!readyLine.test(seen)) return;
  seen = undefined;
  start(
    ['--conditions=source', join('apps', 'pit-wall', 'src', 'main.ts')],
    ['ignore', 'inherit', 'inherit'],
  );
});
