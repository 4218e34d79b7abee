import { parseMailFrom, parseMailUrl } from '../mail/mail-server.ts';
import { options } from './option.ts';
import type { Option, OptionName } from './option.ts';

type IntegerName = {
  [Name in OptionName]: (typeof options)[Name]['kind'] extends 'integer' ? Name : never;
}[OptionName];
type OptionalName = {
  [Name in OptionName]: (typeof options)[Name]['default'] extends undefined ? Name : never;
}[OptionName];
type Choices = {
  [
    Name in OptionName as (typeof options)[Name]['kind'] extends 'choice' ? Name : never
  ]: (typeof options)[Name] extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : never;
};

/** The settings, parsed and immutable. */
export type Config = Readonly<
  Record<IntegerName, number> &
    Record<OptionalName, string | undefined> &
    Record<Exclude<OptionName, IntegerName | OptionalName | keyof Choices>, string> &
    Choices
> & {
  /** True for the service on a developer's own machine: demo, `/data`, loopback only. */
  readonly isLocal: boolean;
  /** The origin under which the service is reached, without a slash at the end. */
  readonly origin: string;
};

/** The settings do not make a service. Holds every problem, one clear sentence each. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

function parseOption(option: Option, text: string | undefined, problems: string[]) {
  if (text === undefined || text === '') return option.default;
  if (option.kind === 'choice' && !option.choices?.includes(text)) {
    problems.push(
      `${option.variable} is "${text}"; it must be one of ${option.choices?.join(', ')}.`,
    );
    return option.default;
  }
  if (option.kind !== 'integer') return text;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = option;
  if (!(value >= min && value <= max)) {
    problems.push(
      `${option.variable} is "${text}"; it must be a whole number from ${min} to ${max}.`,
    );
    return option.default;
  }
  return value;
}

function findIssuerProblem(issuer: string, isLocal: boolean): string | undefined {
  let url: URL;
  try {
    url = new URL(issuer);
  } catch {
    return `The issuer "${issuer}" is not a URL; give an origin such as https://id.example.org.`;
  }
  const isLoopback = loopbackNames.has(url.hostname);
  if (issuer !== url.origin) {
    return `The issuer "${issuer}" must be an origin alone: scheme, host and port, no path, query, fragment or slash at the end.`;
  }
  if (isLocal && !isLoopback) {
    return `--local serves this computer only, but the issuer is "${issuer}"; leave it out, or serve without --local.`;
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    return `The issuer "${issuer}" must use https; plain http is for loopback addresses only.`;
  }
  return undefined;
}

function findAddressProblem(address: string, isLocal: boolean): string | undefined {
  if (!isLocal || loopbackNames.has(address)) return undefined;
  return `--local serves this computer only, but the address is "${address}"; use localhost, or serve without --local.`;
}

function findPitWallUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (/^https?:$/.test(url?.protocol ?? '') && url?.origin === text) return undefined;
  return `PITPASS_PIT_WALL_URL (--pit-wall-url) is "${text}"; it must be an http or https origin alone, such as http://127.0.0.1:7481.`;
}

function findContactProblem(contact: string | undefined): string | undefined {
  if (contact === undefined) return undefined;
  const isPage = URL.canParse(contact) && new URL(contact).protocol === 'https:';
  if (isPage || /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/.test(contact)) return undefined;
  return `PITPASS_CONTACT is "${contact}"; it must be an e-mail address alone, such as help@example.org, or an https address.`;
}

function findMailProblem(mailUrl: string | undefined, mailFrom: unknown): string | undefined {
  if (mailUrl === undefined) return undefined;
  const server = parseMailUrl(mailUrl);
  if ('problem' in server) return server.problem;
  if (typeof mailFrom !== 'string') {
    return 'PITPASS_MAIL_URL is set, but PITPASS_MAIL_FROM is not; say from whom mails are, such as Example Racing <id@example.org>.';
  }
  const from = parseMailFrom(mailFrom);
  return 'problem' in from ? from.problem : undefined;
}

/**
 * Reads the settings out of the environment's variables. Command-line options have been written over them
 * by the caller.
 *
 * @throws InvalidConfig with every problem at once
 */
export function parseConfig(
  environment: Readonly<Record<string, string | undefined>>,
  { isLocal }: { readonly isLocal: boolean },
): Config {
  const problems: string[] = [];
  const values: Record<string, string | number | undefined> = {};
  for (const [name, option] of Object.entries(options)) {
    values[name] = parseOption(option, environment[option.variable], problems);
  }
  if (isLocal && !environment[options.logFormat.variable]) values['logFormat'] = 'human';
  if (isLocal && !environment[options.unknownBrowser.variable]) values['unknownBrowser'] = 'off';
  if (isLocal && !environment[options.signUp.variable]) values['signUp'] = 'open';
  const issuer = values['issuer'] as string | undefined;
  if (issuer === undefined && !isLocal) {
    problems.push(
      'No issuer is set. Give the origin under which browsers reach the service in PITPASS_ISSUER, or serve with --local.',
    );
  }
  const databaseUrl = values['databaseUrl'] as string | undefined;
  const found = [
    databaseUrl === undefined || /^postgres(?:ql)?:\/\//.test(databaseUrl)
      ? undefined
      : 'PITPASS_DATABASE_URL is no PostgreSQL address; it begins with postgres:// or is left out for SQLite.',
    issuer === undefined ? undefined : findIssuerProblem(issuer, isLocal),
    findMailProblem(values['mailUrl'] as string | undefined, values['mailFrom']),
    findContactProblem(values['contact'] as string | undefined),
    findPitWallUrlProblem(String(values['pitWallUrl'])),
    findAddressProblem(String(values['address']), isLocal),
  ].filter((problem) => problem !== undefined);
  problems.push(...found);
  if (problems.length > 0) throw new InvalidConfig(problems);
  return Object.freeze({
    ...values,
    isLocal,
    // An origin never names the default port of its scheme.
    origin: issuer ?? new URL(`http://localhost:${String(values['port'])}`).origin,
  }) as unknown as Config;
}
