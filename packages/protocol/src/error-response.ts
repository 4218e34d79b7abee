/** The members of a JSON error that any dialect sends, as a client reads them. @see RFC 6749 §5.2 */
export interface ErrorResponse {
  readonly error: string;
  readonly error_description: string | undefined;
  readonly error_uri: string | undefined;
}

/** Reads an error answer from parsed JSON, or undefined when it is not one. */
export function parseErrorResponse(body: unknown): ErrorResponse | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { error, error_description, error_uri } = body as Readonly<Record<string, unknown>>;
  if (typeof error !== 'string' || error === '') return undefined;
  return {
    error,
    error_description: typeof error_description === 'string' ? error_description : undefined,
    error_uri: typeof error_uri === 'string' ? error_uri : undefined,
  };
}
