import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags } from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { fetchMember } from './member.ts';

/** The options of `pitpass whoami`. */
export interface WhoamiFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** `pitpass whoami`: says who is signed in, and where. */
export async function whoami(flags: WhoamiFlags, surroundings: Surroundings): Promise<void> {
  const connection = await openConnection(flags, surroundings);
  const { service, client_id } = connection.settings;
  const { display_name, cust_id } = await fetchMember(connection);
  const name = toVisibleText(display_name);
  await print(
    surroundings,
    flags.json === true
      ? `${toVisibleJson({ display_name, cust_id, service, client_id }, false)}\n`
      : `${name} (customer ${cust_id}) at ${service}, by ${client_id}\n`,
  );
}
