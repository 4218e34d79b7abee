// `node --conditions=source tools/write-configuration.ts` writes docs/configuration.md out of the table of
// options; with `--check` it only says whether the page is what the table gives.
import { readFileSync, writeFileSync } from 'node:fs';

import { options } from '@pitpass/server';
import type { Option } from '@pitpass/server';

const page = new URL('../docs/configuration.md', import.meta.url);

function describeValues(option: Option): string {
  if (option.choices !== undefined) return option.choices.join(', ');
  if (option.kind !== 'integer') return 'text';
  return `${option.unit}, ${option.min} to ${option.max}`;
}

function flag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The page, as Prettier leaves it alone. */
function formatConfiguration(flags: ReadonlySet<string>): string {
  const sections = Object.entries<Option>(options).map(([name, option]) =>
    [
      `## ${option.variable}`,
      '',
      option.sentence,
      '',
      `- Values: ${describeValues(option)}`,
      `- Default: ${option.default === undefined ? 'none' : `\`${option.default}\``}`,
      ...(flags.has(name) ? [`- On the command line: \`pitpass serve ${flag(name)}\``] : []),
    ].join('\n'),
  );
  return [
    '# Configuration',
    '',
    'Every setting of `pitpass serve`, read from the environment once at the start. All problems are named at',
    'once; a variable that begins with `PITPASS_` and is not known gets a warning that names the nearest one. This page',
    'is written by `tools/write-configuration.ts` from the table that the program itself reads.',
    '',
    sections.join('\n\n'),
    '',
  ].join('\n');
}

const serveFlags = new Set([
  'dataDirectory',
  'issuer',
  'address',
  'port',
  'pitWallUrl',
  'logLevel',
  'logFormat',
  'unknownBrowser',
]);
const text = formatConfiguration(serveFlags);
if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== text) {
    process.stderr.write('docs/configuration.md is not what the table of options gives\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(page, text);
}
