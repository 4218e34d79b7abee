import type { ErrorWords } from './errors.ts';
import { parseJson } from './transport.ts';
import { waitFor } from './wait-for.ts';

// Whoever was refused holds the lock of the tokens meanwhile.
const loadMilliseconds = 3000;

/**
 * The words of a refusal in JSON, fit for a message; none where it is no JSON object. What cleans them is
 * loaded. Where that fails a refusal must still be one: its error is told alone, if it has the form of
 * OAuth's own.
 *
 * @param secrets what was sent and must not come back in a message
 */
export async function readErrorWords(
  text: string,
  secrets: readonly string[],
): Promise<Partial<ErrorWords>> {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return {};
  try {
    const loading = import('./error-words.ts');
    const { cleanErrorWords } = await waitFor(loading, AbortSignal.timeout(loadMilliseconds));
    return cleanErrorWords(body, secrets);
  } catch {
    const { error } = body as { readonly error?: unknown };
    return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? { error } : {};
  }
}
