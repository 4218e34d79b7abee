/** What a program sent, as far as it is about a secret. */
export interface SentValue {
  /** As it stood in the request: percent-encoded when `isForm`. */
  readonly value: string;
  readonly isForm: boolean;
  /** Other fields of the form, decoded. */
  readonly client_id: string | undefined;
  readonly username: string | undefined;
}

function findRaw(body: string, name: string): string | undefined {
  return body
    .split('&')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/**
 * Reads what a program sent: the masked value alone, or the whole body of the request.
 *
 * @param name the field of the form that holds the value
 * @returns undefined when a body was given that does not have the field
 */
export function readSentValue(
  text: string,
  name: 'client_secret' | 'password',
): SentValue | undefined {
  const body = text.trim();
  if (!/(?:^|&)(?:grant_type|client_id|client_secret|username|password)=/.test(body)) {
    return { value: body, isForm: false, client_id: undefined, username: undefined };
  }
  const value = findRaw(body, name);
  if (value === undefined) return undefined;
  const fields = new URLSearchParams(body);
  return {
    value,
    isForm: true,
    client_id: fields.get('client_id') ?? undefined,
    username: fields.get('username') ?? undefined,
  };
}
