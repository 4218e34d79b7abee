import { openKeyRegistry } from '@pitpass/server';
import type { DialectName, KeyRegistry, ShownKey } from '@pitpass/server';

import { exitCodes, Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { confirm } from '../terminal/confirm.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable, formatTime } from '../terminal/table.ts';
import { withService } from './service-database.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of `pitpass keys list`. */
export interface KeysFlags extends DatabaseFlags {
  readonly dialect?: DialectName;
}

/** The options of `pitpass keys rotate`. */
export interface KeysRotateFlags extends KeysFlags {
  readonly compromised?: boolean;
  readonly yes?: boolean;
}

const dialects: readonly DialectName[] = ['iracing', 'trackmania'];
const titles = ['KEY', 'DIALECT', 'ALGORITHM', 'STATE', 'SIGNS FROM (UTC)', 'VERIFIED UNTIL (UTC)'];

function dialectsOf({ dialect }: KeysFlags): readonly DialectName[] {
  return dialect === undefined ? dialects : [dialect];
}

function withKeys<Result>(
  flags: KeysFlags,
  surroundings: Surroundings,
  work: (registry: KeyRegistry) => Promise<Result>,
): Promise<Result> {
  return withService(
    (location) => openKeyRegistry(location, location.readSecretKey),
    flags,
    surroundings,
    work,
  );
}

async function listAll(flags: KeysFlags, registry: KeyRegistry): Promise<ShownKey[]> {
  const lists: (readonly ShownKey[])[] = [];
  for (const dialect of dialectsOf(flags)) lists.push(await registry.list(dialect));
  return lists.flat();
}

function toRow({ kid, dialect, alg, state, signs_from, verified_until }: ShownKey): string[] {
  const end = verified_until === null ? '-' : formatTime(verified_until);
  return [kid, dialect, alg, state, formatTime(signs_from), end];
}

function printKeys(
  keys: readonly ShownKey[],
  { json }: KeysFlags,
  surroundings: Surroundings,
): Promise<void> {
  if (json === true) return print(surroundings, `${JSON.stringify({ keys })}\n`);
  return print(surroundings, formatTable(titles, keys.map(toRow)));
}

/** `pitpass keys list`: lists the signing keys and what each is used for. */
export async function listKeys(flags: KeysFlags, surroundings: Surroundings): Promise<void> {
  const keys = await withKeys(flags, surroundings, (registry) => listAll(flags, registry));
  await printKeys(keys, flags, surroundings);
}

async function rotate(
  flags: KeysRotateFlags,
  registry: KeyRegistry,
  surroundings: Surroundings,
): Promise<void> {
  const waiting: DialectName[] = [];
  for (const dialect of dialectsOf(flags)) {
    if ((await registry.rotate(dialect)) === 'pending') waiting.push(dialect);
  }
  const sentence = `The new key of ${waiting.join(' and of ')} is already published and signs soon; "pitpass keys list" says when.`;
  if (waiting.length === dialectsOf(flags).length) {
    throw new Problem('rotation_pending', exitCodes.failure, `${sentence} Nothing was changed.`);
  }
  if (waiting.length > 0) note(surroundings, sentence);
}

async function replace(flags: KeysRotateFlags, registry: KeyRegistry): Promise<void> {
  for (const dialect of dialectsOf(flags)) await registry.replace(dialect);
}

/** `pitpass keys rotate`: publishes new keys or, when the old ones are compromised, replaces them at once. */
export async function rotateKeys(
  flags: KeysRotateFlags,
  surroundings: Surroundings,
): Promise<void> {
  const isAtOnce = flags.compromised === true;
  const keys = await withKeys(flags, surroundings, async (registry) => {
    if (isAtOnce && flags.yes !== true) {
      await confirm(
        'Replacing the signing keys',
        `All access tokens of ${dialectsOf(flags).join(' and ')} will be worth nothing within a minute.`,
        surroundings,
      );
    }
    await (isAtOnce ? replace(flags, registry) : rotate(flags, registry, surroundings));
    return listAll(flags, registry);
  });
  await printKeys(keys, flags, surroundings);
  if (flags.json === true) return;
  note(
    surroundings,
    isAtOnce
      ? 'Replaced. What the old keys signed is worth nothing as soon as every node has noticed, within a minute.'
      : 'Published. The new key signs in six minutes; until then and after it nothing fails.',
  );
}
