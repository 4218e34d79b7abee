import { inspect } from 'node:util';
import type { IracingOptions } from '../configuration.ts';
import { InvalidOptions } from '../errors.ts';
import type { PasswordLimitedRequest } from '../provider.ts';
import type { SessionOptions } from '../token-keeper.ts';
import {
  readLogFormat,
  readLogLevel,
  readPassword,
  readPath,
  readPlainText,
  readRedirectUri,
  readScope,
  readSeconds,
  readServiceUrl,
} from './configuration-values.ts';
import type { LoggerOptions } from './logger.ts';
import { VariableReader } from './variable-reader.ts';
import type { Environment } from './variable-reader.ts';

/** Where a program's configuration is looked for. */
export interface ConfigurationSources {
  /** Default: `process.env`. */
  readonly environment?: Environment;
  /** Default: `.env`, which need not be there. A file that is named must; false reads none. */
  readonly envFile?: string | false;
  /** With `password_limited`, a client secret, a user name and a password are demanded too. */
  readonly grant_type?: 'password_limited';
}

/** The options of `iracing` that variables can say. */
export type ConfiguredProvider = Pick<
  IracingOptions,
  | 'client_id'
  | 'client_secret'
  | 'redirect_uri'
  | 'scope'
  | 'issuerUrl'
  | 'dataUrl'
  | 'requestTimeoutSeconds'
>;

/** The member that a program signs in. */
export type MemberCredentials = Pick<PasswordLimitedRequest, 'username' | 'password'>;

/** A program's configuration, every value of it checked. Printed, it shows no secret. */
export interface ProgramConfiguration {
  /** For `iracing({ ...provider, logger })`. */
  readonly provider: ConfiguredProvider;
  /** For `createSession({ ...session, provider, store })`. */
  readonly session: Required<Pick<SessionOptions, 'expiryMarginSeconds'>>;
  /** For `provider.passwordLimited(…)`; undefined when there is no user name. */
  readonly credentials: MemberCredentials | undefined;
  /** For `createLogger(log)`. */
  readonly log: Required<Pick<LoggerOptions, 'level' | 'format'>>;
  /** For `fileTokenStore(…)`, absolute; undefined when it was not said. */
  readonly tokenFile: string | undefined;
  /** Sentences worth a warning: a name that nobody knows, a file of secrets that others can read. */
  readonly notes: readonly string[];
}

/** Shows `[secret]` in place of a member wherever the object is printed; spreading it keeps the member. */
function conceal<T extends object>(value: T, name: keyof T & string): T {
  const shown = () => (value[name] === undefined ? { ...value } : { ...value, [name]: '[secret]' });
  return Object.defineProperties(value, {
    [inspect.custom]: { value: shown },
    toJSON: { value: shown },
  });
}

/** The members that are not undefined. */
function defined<T extends object>(value: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof T]: Exclude<T[Name], undefined> };
}

const authorizationServiceUrl = 'https://oauth.iracing.com';

/** Data of a service of one's own are where its tokens come from, unless they are said to be elsewhere. */
function chooseDataUrl(issuerUrl: string | undefined, dataUrl: string | undefined) {
  if (dataUrl !== undefined || issuerUrl === undefined) return dataUrl;
  const { origin } = new URL(issuerUrl);
  return origin === authorizationServiceUrl ? undefined : origin;
}

function readProvider(reader: VariableReader, isPasswordLimited: boolean): ConfiguredProvider {
  const issuerUrl = reader.read('ISSUER_URL', readServiceUrl);
  const dataUrl = reader.read('DATA_URL', readServiceUrl);
  const secret = [readPlainText, 'the client secret, as it was issued and not masked,'] as const;
  return conceal(
    defined({
      client_id:
        reader.demand('CLIENT_ID', readPlainText, 'the client id that was issued to you') ?? '',
      client_secret: isPasswordLimited
        ? reader.demand('CLIENT_SECRET', ...secret)
        : reader.read('CLIENT_SECRET', secret[0]),
      redirect_uri: reader.read('REDIRECT_URI', readRedirectUri),
      scope: reader.read('SCOPE', readScope),
      issuerUrl,
      dataUrl: chooseDataUrl(issuerUrl, dataUrl),
      requestTimeoutSeconds: reader.read('REQUEST_TIMEOUT', readSeconds(0.1, 3600, 30)),
    }) as ConfiguredProvider,
    'client_secret',
  );
}

function readCredentials(
  reader: VariableReader,
  isDemanded: boolean,
): MemberCredentials | undefined {
  const isThere = reader.has('USERNAME') || reader.has('PASSWORD');
  if (!isDemanded && !isThere) return undefined;
  const username = reader.demand(
    'USERNAME',
    readPlainText,
    "the member's user name (an e-mail address)",
  );
  const password = reader.demand('PASSWORD', readPassword, "the member's password");
  if (username === undefined || password === undefined) return undefined;
  return conceal({ username, password }, 'password');
}

/**
 * Reads a program's configuration from the environment and an `.env` file. What counts where
 * is said at {@link VariableReader}, for people in `docs/sdk-configuration.md`.
 *
 * @throws InvalidOptions with a sentence for each thing that is wrong: the variable, where it stands, what to
 *   write. No value is repeated
 */
export function readConfiguration(
  sources: ConfigurationSources & { readonly grant_type: 'password_limited' },
): ProgramConfiguration & { readonly credentials: MemberCredentials };
export function readConfiguration(sources?: ConfigurationSources): ProgramConfiguration;
export function readConfiguration(sources: ConfigurationSources = {}): ProgramConfiguration {
  const { environment = process.env, envFile, grant_type } = sources;
  const reader = new VariableReader(environment, envFile);
  const isPasswordLimited = grant_type === 'password_limited';
  const configuration: ProgramConfiguration = {
    provider: readProvider(reader, isPasswordLimited),
    credentials: readCredentials(reader, isPasswordLimited),
    session: {
      expiryMarginSeconds:
        reader.read('TOKEN_REFRESH_BUFFER_SECONDS', readSeconds(0, 3600, 60)) ?? 60,
    },
    log: {
      level: reader.read('LOG_LEVEL', readLogLevel) ?? 'info',
      format: reader.read('LOG_FORMAT', readLogFormat) ?? 'human',
    },
    tokenFile: reader.read('TOKEN_FILE', readPath),
    notes: reader.notes,
  };
  if (reader.problems.length === 0) return configuration;
  throw new InvalidOptions([...reader.problems, ...reader.notes].join('\n'));
}
