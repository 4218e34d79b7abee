/** What is told beside a sentence, by name. Nothing secret is ever among it. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where the package tells what it does. `console` is one; `createLogger` of `@pitpass/client/node` makes
 * better ones.
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

/**
 * A logger whose failures harm nobody: tokens that were granted are stored, whatever happens to the log.
 * Undefined when there is none.
 */
export function guardLogger(logger: Logger | undefined): Logger | undefined {
  if (logger === undefined) return undefined;
  const guard =
    (level: keyof Logger): Logger['info'] =>
    (message, fields) => {
      try {
        logger[level](message, fields);
      } catch {
        // There is no better place to say so than the log itself.
      }
    };
  return {
    debug: guard('debug'),
    info: guard('info'),
    warn: guard('warn'),
    error: guard('error'),
  };
}
