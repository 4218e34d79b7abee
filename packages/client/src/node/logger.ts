import type { LogFields, Logger } from '../logger.ts';

/** From everything to nothing. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
/** One of {@link logLevels}: the least that is shown, `silent` for nothing. */
export type LogLevel = (typeof logLevels)[number];

/** Lines for people, or one JSON object a line for programs. */
export const logFormats = ['human', 'json'] as const;
/** One of {@link logFormats}. */
export type LogFormat = (typeof logFormats)[number];

/** What a logger shows, how, and where. */
export interface LoggerOptions {
  /** The least that is shown. Default: `info`. */
  readonly level?: LogLevel;
  /** Default: `human`. */
  readonly format?: LogFormat;
  /** Takes one line, its line break included. Default: to stderr. */
  readonly write?: (line: string) => void;
  /** Epoch seconds. Default: the system's clock. */
  readonly clock?: () => number;
  /** Default: true when it goes to a terminal and `NO_COLOR` is not set. */
  readonly isColored?: boolean;
}

type Level = Exclude<LogLevel, 'silent'>;

const colors: Readonly<Record<Level, number>> = { debug: 2, info: 36, warn: 33, error: 31 };

// The last line of defence: what an app itself hands over under these names is not shown either.
const secretNames =
  /^(authorization|cookie|set-cookie|code_verifier|password|token)$|(access|refresh|id)_token$|secret|masked/i;

// Control characters and marks that change what a terminal, or a reader, makes of a line.
const controls = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/** As JSON writes it, where JSON would leave it as it is. */
function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function describeError(error: Error): unknown {
  const { code, status, request_id } = error as Error & Partial<Record<string, unknown>>;
  const { name, message, cause } = error;
  return { name, code, status, request_id, message, cause };
}

function replaceValue(name: string, value: unknown): unknown {
  if (secretNames.test(name) && value !== undefined && value !== null) return '[redacted]';
  if (value instanceof Error) return describeError(value);
  return typeof value === 'bigint' ? String(value) : value;
}

const notPrintable = '"[not printable]"';

/** JSON of anything; what has no JSON, a circle for example, is told as that. */
function format(value: unknown, name = ''): string {
  try {
    const text = JSON.stringify({ [name]: value }, replaceValue);
    return text.slice(JSON.stringify(name).length + 2, -1).replaceAll(controls, escapeControl);
  } catch {
    return notPrintable;
  }
}

/** The time of what ends by `_at`, as people read it. */
function readable(name: string, value: unknown): unknown {
  const time = name.endsWith('_at') && typeof value === 'number' ? value * 1000 : Number.NaN;
  return Math.abs(time) < 8.64e15 ? new Date(time).toISOString().replace('.000Z', 'Z') : value;
}

function formatHuman(level: Level, message: string, fields: LogFields, color: string): string {
  const parts = Object.entries(fields).flatMap(([name, value]) => {
    const text = format(readable(name, value), name);
    if (text === '') return [];
    return `${name}=${/^"[\w.:/@+[\]-]+"$/.test(text) ? text.slice(1, -1) : text}`;
  });
  const word = level.padEnd(5);
  const shown = color === '' ? word : `\u001b[${color}m${word}\u001b[0m`;
  return [shown, message, ...parts].join(' ');
}

function takesColor(): boolean {
  const { NO_COLOR = '', TERM } = process.env;
  return process.stderr.isTTY && NO_COLOR === '' && TERM !== 'dumb';
}

/**
 * A logger for programs in Node. Line breaks, escapes and the like of a message never reach the terminal;
 * values under names such as `password` or `access_token` are not shown, wherever they stand.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level: least = 'info', format: form = 'human' } = options;
  const {
    write = (line: string) => void process.stderr.write(line),
    clock = () => Math.floor(Date.now() / 1000),
    isColored = options.write === undefined && takesColor(),
  } = options;

  const log =
    (level: Level): Logger['info'] =>
    (message, fields = {}) => {
      if (logLevels.indexOf(level) < logLevels.indexOf(least)) return;
      const text = message.replaceAll(controls, ' ');
      const time = new Date(clock() * 1000);
      if (form === 'json') {
        const line = { time: time.toISOString(), level, message: text };
        const whole = format({ ...fields, ...line });
        write(`${whole === notPrintable ? format(line) : whole}\n`);
        return;
      }
      const color = isColored ? String(colors[level]) : '';
      const line = formatHuman(level, text, fields, color);
      write(`${time.toTimeString().slice(0, 8)} ${line}\n`);
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
