import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { baseUrl } from '../configuration.ts';
import { isClientError } from '../errors.ts';
import { logFormats, logLevels } from './logger.ts';
import type { LogFormat, LogLevel } from './logger.ts';

/** A value that somebody has written, and where. */
export interface FoundValue {
  readonly text: string;
  /** For sentences: `CLIENT_ID (.env line 3)`. */
  readonly subject: string;
  /** What a relative path in it is relative to. */
  readonly folder: string;
}

/** Says what is wrong with a value and what to write instead. The value itself is for no sentence. */
export type Refuse = (problem: string) => undefined;

/** Reads one value, or refuses it. */
export type ReadValue<T> = (found: FoundValue, refuse: Refuse) => T | undefined;

// What the examples of password-limited clients have in their place.
const sample = /^your_(client_id|client_secret|username|password)(@example\.com)?$/i;

function readCredential({ text }: FoundValue, refuse: Refuse): string | undefined {
  if (sample.test(text)) return refuse('is still what the example says: write your own');
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    return refuse('holds a line break or another control character: put it in single quotes');
  }
  return text;
}

/** A name or an issued secret: no part of either is white space. */
export const readPlainText: ReadValue<string> = (found, refuse) => {
  const text = readCredential(found, refuse);
  if (text === undefined || text.trim() === text) return text;
  return refuse('begins or ends with white space: remove it');
};

/** A password, which may hold anything that can be typed. */
export const readPassword: ReadValue<string> = readCredential;

/** @see RFC 6749 §3.3 */
export const readScope: ReadValue<string> = ({ text }, refuse) => {
  if (/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(text)) return text;
  return refuse('must be scopes with one space between them: write iracing.auth for one');
};

/** Seconds from `least` to `most`; whole or with a fraction. */
export function readSeconds(least: number, most: number, example: number): ReadValue<number> {
  return ({ text }, refuse) => {
    const seconds = /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
    if (seconds >= least && seconds <= most) return seconds;
    return refuse(`must be seconds from ${least} to ${most}, without a unit: write ${example}`);
  };
}

const levelAliases: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  warning: 'warn',
  critical: 'error',
  fatal: 'error',
  none: 'silent',
  off: 'silent',
};

/** A level, in either case; Python's names count too. */
export const readLogLevel: ReadValue<LogLevel> = ({ text }, refuse) => {
  const word = text.toLowerCase();
  const level = logLevels.find((known) => known === word) ?? levelAliases[word];
  return (
    level ?? refuse(`is no level: write ${logLevels.join(', ')}, or a name that Python has for one`)
  );
};

/** A format, in either case. */
export const readLogFormat: ReadValue<LogFormat> = ({ text }, refuse) => {
  const format = logFormats.find((known) => known === text.toLowerCase());
  return format ?? refuse(`is no format: write ${logFormats.join(' or ')}`);
};

/** An address that paths are put after. */
export const readServiceUrl: ReadValue<string> = ({ text }, refuse) => {
  try {
    return baseUrl(text, 'it');
  } catch (error) {
    if (!isClientError(error)) throw error;
    const reason = error.message.replace(/^it /, '');
    return refuse(`${reason}: write https://oauth.iracing.com/oauth2 or what your service prints`);
  }
};

/** A redirect URI is compared byte for byte, so that it is not touched. */
export const readRedirectUri: ReadValue<string> = ({ text }, refuse) =>
  URL.canParse(text) && !/\s/.test(text)
    ? text
    : refuse('must be the redirect URI as it is registered: write https://app.example/callback');

/** A path, relative to the file that it stands in; `~/` is the home folder. */
export const readPath: ReadValue<string> = ({ text, folder }) =>
  text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(folder, text);
