import type { ErrorWords } from './errors.ts';
import { cleanText } from './clean-text.ts';

/** The words of an error as they came, before they are fit for a message. */
export interface RawErrorWords {
  readonly error?: unknown;
  readonly error_description?: unknown;
  readonly error_uri?: unknown;
  readonly hint?: unknown;
  /** What says the same as the description, or stands in for it. */
  readonly message?: unknown;
  /** The same, as `/data` says it. */
  readonly note?: unknown;
}

/**
 * The words of an error, fit for a message; what is no text is left out.
 *
 * @param secrets what was sent and must not come back in a message
 * @see RFC 6749 §5.2; Trackmania's spec, §5.5 (`hint`, `message`)
 */
export function cleanErrorWords(
  raw: RawErrorWords,
  secrets: readonly string[] = [],
): Partial<ErrorWords> {
  const clean = (value: unknown): string | undefined =>
    typeof value === 'string' ? cleanText(value, secrets) : undefined;
  return {
    // Blanks name no error.
    error: clean(raw.error) || undefined,
    error_description: clean(raw.error_description ?? raw.message ?? raw.note),
    error_uri: clean(raw.error_uri),
    hint: clean(raw.hint),
  };
}
