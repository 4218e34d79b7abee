/** What is told beside a sentence, by name. Nothing secret is ever among it. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where the package tells what it does. `console` is one; `createLogger` of `@pitpass/client/node` makes
 * better ones. One that throws harms nobody.
 *
 * - `debug`: each request, its secrets redacted.
 * - `info`: tokens were renewed, stored or forgotten.
 * - `warn`: a refresh was refused, a limit was met, somebody has to wait.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Tells something, if there is anybody to tell it to. It never throws. */
export type Log = (level: keyof Logger, message: string, fields?: LogFields) => void;

/** Tells a logger, whose failures must not cost a token. */
export function createLog(logger: Logger | undefined): Log {
  return (level, message, fields) => {
    try {
      logger?.[level](message, fields);
    } catch {
      // There is no better place to say so than the log itself.
    }
  };
}
