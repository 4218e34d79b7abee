/** What `node:util` shows of a value, as far as the tests look for secrets in it. */
export function inspect(
  value: unknown,
  {
    depth = 2,
    showHidden = false,
  }: { readonly depth?: number; readonly showHidden?: boolean } = {},
): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = value.constructor?.name ?? 'Object';
  if (depth < 0) return `[${kind}]`;
  const inner = (member: unknown): string => inspect(member, { depth: depth - 1, showHidden });
  if (value instanceof Map || value instanceof Set) return `${kind} { ${inner([...value])} }`;
  const isError = value instanceof Error;
  const names = showHidden ? Object.getOwnPropertyNames(value) : Object.keys(value);
  if (isError && Object.hasOwn(value, 'cause') && !showHidden) names.push('cause');
  const members = names
    .filter((name) => !isError || name !== 'stack')
    .map((name) => `${name}: ${inner((value as Record<string, unknown>)[name])}`);
  const head = isError ? `${String(value)}\n${value.stack ?? ''}` : kind;
  return `${head} { ${members.join(', ')} }`;
}
