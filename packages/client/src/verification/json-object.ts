const pieces = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** True when an object in the text of a JSON value, at any depth, has a member twice. */
function hasRepeatedMember(json: string): boolean {
  // The members seen in each object around the present place; undefined stands for an array.
  const around: (Set<string> | undefined)[] = [];
  let lastString = '';
  for (const [piece] of json.matchAll(pieces)) {
    if (piece === '{') around.push(new Set());
    else if (piece === '[') around.push(undefined);
    else if (piece === '}' || piece === ']') around.pop();
    else if (piece === ':') {
      const members = around.at(-1);
      // A name may be spelled with escapes.
      const name = JSON.parse(lastString) as string;
      if (members?.has(name) === true) return true;
      members?.add(name);
    } else lastString = piece;
  }
  return false;
}

/** What {@link parseJsonObject} made of a text. */
export type ParsedObject =
  | { readonly members: Readonly<Record<string, unknown>> }
  | { readonly problem: 'not_an_object' | 'member_repeated' };

/**
 * Reads bytes that must be one JSON object in UTF-8. A member that stands twice, at any depth, is a problem,
 * since readers differ in which of the two they take.
 *
 * @see RFC 8725 §2.4; RFC 7515 §4
 */
export function parseJsonObject(bytes: Uint8Array): ParsedObject {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return { problem: 'not_an_object' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: 'not_an_object' };
  }
  if (hasRepeatedMember(text)) return { problem: 'member_repeated' };
  return { members: value as Record<string, unknown> };
}
