import { oauthErrorCodes } from '@pitpass/protocol';

/** What a pasted text says of a refusal. What is in it beside this is never repeated. */
export interface PastedAnswer {
  /** The code: OAuth's, the SDK's or the host's of files. */
  readonly error?: string;
  readonly error_description?: string;
  /** Where Trackmania's service says to look. */
  readonly hint?: string;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** When a limit of `/data` ends, in epoch seconds. */
  readonly resetAt?: number;
  readonly request_id?: string;
  /** The authorization request, when that was pasted. */
  readonly authorizationRequest?: URL;
  /** The redirect URI that an answer was sent to. */
  readonly redirect_uri?: string;
  /** True for a callback that brings a code: nobody refused anything. */
  readonly hasCode?: boolean;
  /** The text, for sentences that have no code. */
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

function parseObject(text: string): Fields | undefined {
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (from === -1 || to < from) return undefined;
  try {
    return JSON.parse(text.slice(from, to + 1)) as Fields;
  } catch {
    return undefined;
  }
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What is known, without what is not. */
function pick<T extends object>(values: T): { [K in keyof T]: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}

/** The JSON of a service, or the one that this command writes with --json. */
function readJson(text: string): Partial<PastedAnswer> {
  const outer = parseObject(text);
  if (outer === undefined) return {};
  const inner = outer['error'];
  const isOwn = typeof inner === 'object' && inner !== null;
  const fields = isOwn ? (inner as Fields) : outer;
  return pick({
    error: textOf(fields, 'error') ?? textOf(fields, 'code'),
    error_description: textOf(fields, 'error_description') ?? textOf(fields, 'message'),
    hint: textOf(fields, 'hint'),
    status: numberOf(fields, 'status'),
    retryAfterSeconds: numberOf(fields, 'retry_after_seconds'),
    request_id: textOf(fields, 'request_id'),
  }) as Partial<PastedAnswer>;
}

function readHeader(text: string, name: string): string | undefined {
  return new RegExp(`^[<\\s]*${name}:\\s*(\\S+)`, 'im').exec(text)?.[1];
}

/** What headers say that `curl -i` or `curl -v` shows, or a page in its small print. */
function readSurroundings(text: string): Partial<PastedAnswer> {
  const status = /HTTP\/[\d.]+ (\d{3})/.exec(text)?.[1] ?? /\((\d{3}) [a-z_]+[):]/.exec(text)?.[1];
  const wait = readHeader(text, 'retry-after') ?? /\bwait (\d+) seconds/i.exec(text)?.[1];
  const resetAt = readHeader(text, 'x-ratelimit-reset');
  const id = readHeader(text, 'x-request-id') ?? new RegExp(uuid, 'i').exec(text)?.[0];
  const toNumber = (digits: string | undefined): number | undefined =>
    digits !== undefined && /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
  return pick({
    status: toNumber(status),
    retryAfterSeconds: toNumber(wait),
    resetAt: toNumber(resetAt),
    request_id: id,
  }) as Partial<PastedAnswer>;
}

/** The error of the host of files, in XML. */
function readXml(text: string): Partial<PastedAnswer> {
  const error = /<Code>(\w+)<\/Code>/.exec(text)?.[1];
  const error_description = /<Message>([^<]*)<\/Message>/.exec(text)?.[1];
  return pick({ error, error_description }) as Partial<PastedAnswer>;
}

/** An address: a callback with an answer in it, or the authorization request itself. */
function readAddress(text: string): Partial<PastedAnswer> {
  const word = /[a-z][a-z0-9.+-]{0,40}:\/\/[^\s"'<>]+/i.exec(text)?.[0];
  if (word === undefined || !URL.canParse(word)) return {};
  const url = new URL(word);
  const { searchParams } = url;
  if (searchParams.has('client_id') && url.pathname.endsWith('authorize')) {
    return { authorizationRequest: url };
  }
  const error = searchParams.get('error') ?? undefined;
  if (error === undefined && !searchParams.has('code')) return {};
  return pick({
    error,
    error_description: searchParams.get('error_description') ?? undefined,
    redirect_uri:
      url.origin === 'null'
        ? `${url.protocol}//${url.host}${url.pathname}`
        : url.origin + url.pathname,
    hasCode: searchParams.has('code') ? true : undefined,
  }) as Partial<PastedAnswer>;
}

/** A code that stands in a sentence, as pages and messages have it, and what is said behind it. */
function readWords(text: string): Partial<PastedAnswer> {
  const alone = text.trim();
  if (/^[a-z]+(?:_[a-z]+)+$/.test(alone)) return { error: alone };
  const error = [...oauthErrorCodes].find((code) => new RegExp(`\\b${code}\\b`).test(text));
  if (error === undefined) return {};
  const behind = new RegExp(
    `\\b${error}\\b[:,]?\\s+(?:Description\\s+)?(?!error_)([a-z_][^)\\n]{3,160})`,
  ).exec(text)?.[1];
  return pick({ error, error_description: behind?.trim() }) as Partial<PastedAnswer>;
}

/**
 * Reads what was pasted: the JSON of a refusal, with or without the headers before it; the address
 * that a browser was sent to; the text of an error page; a message of the SDK or of this command;
 * the XML of the host of files; or only a code.
 */
export function readAnswer(text: string): PastedAnswer {
  const sources = [readSurroundings, readWords, readXml, readAddress, readJson];
  return Object.assign({ text }, ...sources.map((read) => read(text))) as PastedAnswer;
}
