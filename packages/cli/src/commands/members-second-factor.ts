import { openSecondFactorRegistry } from '@pitpass/server';
import type { SecondFactorRegistry, SecondFactorState } from '@pitpass/server';

import { exitCodes, Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { formatTime } from '../terminal/table.ts';
import { getMember } from './members-registry.ts';
import { withService } from './service-database.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of `pitpass members second-factor`. */
export interface SecondFactorFlags extends DatabaseFlags {
  readonly off?: boolean;
}

function withSecondFactors<Result>(
  flags: SecondFactorFlags,
  surroundings: Surroundings,
  work: (registry: SecondFactorRegistry) => Promise<Result>,
): Promise<Result> {
  return withService(
    (location) => openSecondFactorRegistry(location, location.readSecretKey),
    flags,
    surroundings,
    work,
  );
}

function formatState(state: SecondFactorState | undefined): string {
  if (state === undefined) return 'The second factor is off.\n';
  const lines = [
    `The second factor is on since ${formatTime(state.switched_on_at)} UTC.`,
    `authenticator app  ${state.has_authenticator ? 'yes' : 'no'}`,
    `passkeys           ${state.passkeys}`,
    `backup codes left  ${state.backup_codes_left}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `pitpass members second-factor`: shows whether a member has one, or switches it off. */
export async function changeSecondFactor(
  named: string,
  flags: SecondFactorFlags,
  surroundings: Surroundings,
): Promise<void> {
  const { member_id, state } = await withSecondFactors(flags, surroundings, async (registry) => {
    const member = await getMember(named, registry);
    if (flags.off !== true) {
      return { member_id: member.member_id, state: await registry.find(member) };
    }
    if (!(await registry.switchOff(member))) {
      throw new Problem(
        'member_unchanged',
        exitCodes.failure,
        'The second factor of the member is off already.',
      );
    }
    return { member_id: member.member_id, state: undefined };
  });
  if (flags.json === true) {
    const second_factor = state ?? null;
    return print(surroundings, `${JSON.stringify({ member_id, second_factor })}\n`);
  }
  if (flags.off !== true) return print(surroundings, formatState(state));
  return note(
    surroundings,
    'Switched off. The password alone signs the member in; everything of the member has ended, and a mail says so.',
  );
}
