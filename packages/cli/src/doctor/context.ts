import { findNamedService } from '../settings/choose-settings.ts';
import type { ServiceFlags } from '../settings/choose-settings.ts';
import { findDemo, isLocalOrigin } from '../settings/demo.ts';
import type { FoundDemo } from '../settings/demo.ts';
import { providerOf, readAccountSettings } from '../settings/account-settings.ts';
import type { AccountSettings } from '../settings/account-settings.ts';
import { findNamedProvider } from '../settings/provider-name.ts';
import type { ProviderName } from '../settings/provider-name.ts';
import { findAccount } from '../settings/token-file.ts';
import type { AccountFlags } from '../settings/token-file.ts';
import type { Surroundings } from '../surroundings.ts';

/** The options that say what the doctor looks at. */
export interface DoctorFlags
  extends AccountFlags, Pick<ServiceFlags, 'provider' | 'service' | 'clientId'> {
  readonly dataDirectory?: string;
  readonly json?: boolean;
}

/** What the doctor knows before it looks at anything. */
export interface DoctorContext {
  readonly flags: DoctorFlags;
  readonly surroundings: Surroundings;
  /** The account; undefined when a file was named outright. */
  readonly account: string | undefined;
  readonly tokenFile: string;
  /** What the account is, or was, signed in to. */
  readonly settings: AccountSettings | undefined;
  readonly demo: FoundDemo | undefined;
  readonly provider: ProviderName;
  /** The origin that is meant; undefined when nothing names one. */
  readonly service: string | undefined;
  readonly client_id: string | undefined;
}

/**
 * Gathers what options, the environment, the account and the demo say. Files that cannot be read
 * are as good as absent: the checks report them.
 *
 * @throws Problem when the options contradict each other
 */
export async function createContext(
  flags: DoctorFlags,
  surroundings: Surroundings,
): Promise<DoctorContext> {
  const { environment } = surroundings;
  const { name: account, tokenFile } = findAccount(flags, surroundings);
  const settings = await readAccountSettings(tokenFile).catch(() => undefined);
  const { dataDirectory } = flags;
  const demo = await findDemo({
    ...surroundings,
    environment: {
      ...environment,
      ...(dataDirectory && { PITPASS_DATA_DIRECTORY: dataDirectory }),
    },
  }).catch(() => undefined);
  const named = findNamedProvider(flags, environment);
  const provider = named ?? (settings === undefined ? 'iracing' : providerOf(settings));
  return {
    flags,
    surroundings,
    account,
    tokenFile,
    settings,
    demo,
    provider,
    service:
      findNamedService(flags, environment, provider) ?? settings?.service ?? demo?.demo.service,
    client_id: flags.clientId ?? (environment['PITPASS_CLIENT_ID'] || settings?.client_id),
  };
}

/**
 * True when the database of the service is at hand: its data directory was named, or the service is
 * the one of this computer whose demo was found.
 */
export function hasOwnService({ flags, service, demo }: DoctorContext): boolean {
  if (flags.dataDirectory !== undefined) return true;
  return isLocalOrigin(service) && demo?.demo.service === service;
}
