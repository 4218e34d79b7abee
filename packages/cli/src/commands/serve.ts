import { options } from '@pitpass/server';
import type { Option, OptionName } from '@pitpass/server';
import type { Command } from 'commander';

import { runServe } from '../serve/run-serve.ts';
import type { Surroundings } from '../surroundings.ts';

/** The settings that have a flag. What is secret or rarely changed comes from the environment. */
const flagNames = {
  port: 'number',
  address: 'address',
  dataDirectory: 'folder',
  issuer: 'origin',
  pitWallUrl: 'url',
  unknownBrowser: 'how',
  logLevel: 'level',
  logFormat: 'format',
} as const satisfies Partial<Record<OptionName, string>>;

type FlagName = keyof typeof flagNames;

/** The options of `pitpass serve`, as they were typed. */
export type ServeFlags = Readonly<Partial<Record<FlagName, string>>> & { readonly local?: boolean };

function describeOption(option: Option): string {
  const notes = [
    option.choices?.join(', '),
    option.default === undefined ? undefined : `default ${option.default}`,
  ].filter((text) => text !== undefined);
  const note = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `${option.sentence.replace(/\.$/, '')}${note}.`;
}

function toFlag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Gives `pitpass serve` its options and its help, from the server's own table. */
export function describeServe(command: Command): void {
  command.option('--local', 'a service for this computer alone, with a demo and /data');
  for (const [name, argument] of Object.entries(flagNames)) {
    const option = options[name as FlagName];
    command.option(`${toFlag(name)} <${argument}>`, describeOption(option));
  }
  const lines = Object.values(options).map(
    (option: Option) => `  ${option.variable}\n      ${describeOption(option)}`,
  );
  command.addHelpText('after', `\nEnvironment (options are written over it):\n${lines.join('\n')}`);
}

/** `pitpass serve`: writes the options over the environment, runs the service until it stops. */
export async function serveCommand(
  { local, ...flags }: ServeFlags,
  { environment }: Surroundings,
): Promise<number> {
  const given = Object.entries(flags).map(
    ([name, value]) => [name, options[name as FlagName].variable, value] as const,
  );
  const overlay = Object.fromEntries(given.map(([, variable, value]) => [variable, value]));
  const typed = Object.fromEntries(given.map(([name, variable]) => [variable, toFlag(name)]));
  return runServe({ isLocal: local === true, environment: { ...environment, ...overlay } }, typed);
}
