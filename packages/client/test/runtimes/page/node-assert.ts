/*
 * `node:assert/strict` for a page: what the tests of the SDK use of it. That it judges as Node's does is a
 * test of its own.
 */

/** What is thrown when an assertion does not hold. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

type Matcher = RegExp | object | ((error: unknown) => boolean);

function show(value: unknown): string {
  const text: string | undefined = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' || inner === undefined || inner instanceof RegExp
      ? String(inner)
      : inner,
  );
  return (text ?? 'undefined').slice(0, 400);
}

function complain(message: unknown, otherwise: string): never {
  if (message instanceof Error) throw message;
  throw new AssertionError(message === undefined ? otherwise : `${String(message)}: ${otherwise}`);
}

/** The members of an object that count: its own, and what an error keeps out of sight. */
function keysOf(value: object): string[] {
  const hidden = value instanceof Error ? ['message', 'name', 'cause'] : [];
  return [...new Set([...Object.keys(value), ...hidden.filter((key) => key in value)])];
}

function areEntriesEqual(left: Iterable<unknown>, right: Iterable<unknown>): boolean {
  const others = [...right];
  for (const entry of left) {
    const index = others.findIndex((other) => isDeepEqual(entry, other));
    if (index < 0) return false;
    others.splice(index, 1);
  }
  return others.length === 0;
}

/** Whether two values are the same, member by member, of the same kinds. */
export function isDeepEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return false;
  }
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (left instanceof RegExp) return String(left) === String(right);
  if (left instanceof Date) return left.getTime() === (right as Date).getTime();
  if (left instanceof Map || left instanceof Set) {
    return areEntriesEqual(left, right as Iterable<unknown>);
  }
  const keys = keysOf(left);
  return (
    keys.length === keysOf(right).length &&
    (!Array.isArray(left) || left.length === (right as unknown[]).length) &&
    keys.every(
      (key) =>
        key in right &&
        isDeepEqual(
          (left as Record<string, unknown>)[key],
          (right as Record<string, unknown>)[key],
        ),
    )
  );
}

function checkError(error: unknown, matcher: Matcher | undefined): void {
  if (matcher === undefined) return;
  if (matcher instanceof RegExp) {
    match(String(error), matcher);
  } else if (typeof matcher === 'function') {
    const { prototype } = matcher as { readonly prototype?: unknown };
    const isClass = prototype instanceof Error || prototype === Error.prototype;
    const holds = isClass
      ? error instanceof (matcher as unknown as new () => Error)
      : Object.is((matcher as (thrown: unknown) => unknown)(error), true);
    if (!holds) complain(undefined, `the error is not what it should be: ${String(error)}`);
  } else {
    for (const [key, expected] of Object.entries(matcher)) {
      const actual = (error as Record<string, unknown>)[key];
      if (expected instanceof RegExp && typeof actual === 'string') match(actual, expected);
      else deepEqual(actual, expected, `the error's ${key}`);
    }
  }
}

export function ok(value: unknown, message?: unknown): asserts value {
  if (!value) complain(message, `${show(value)} is not truthy`);
}

export function equal(actual: unknown, expected: unknown, message?: unknown): void {
  if (!Object.is(actual, expected)) complain(message, `${show(actual)} is not ${show(expected)}`);
}

export function notEqual(actual: unknown, expected: unknown, message?: unknown): void {
  if (Object.is(actual, expected)) complain(message, `${show(actual)} should be another`);
}

export function deepEqual(actual: unknown, expected: unknown, message?: unknown): void {
  if (!isDeepEqual(actual, expected)) {
    complain(message, `${show(actual)} is not like ${show(expected)}`);
  }
}

export function match(text: string, pattern: RegExp, message?: unknown): void {
  if (typeof text !== 'string' || text.search(pattern) < 0) {
    complain(message, `${show(text)} does not match ${String(pattern)}`);
  }
}

export function doesNotMatch(text: string, pattern: RegExp, message?: unknown): void {
  if (typeof text !== 'string' || text.search(pattern) >= 0) {
    complain(message, `${show(text)} matches ${String(pattern)}`);
  }
}

export function fail(message?: unknown): never {
  complain(message, 'failed');
}

export function throws(action: () => unknown, matcher?: Matcher, message?: unknown): void {
  try {
    action();
  } catch (error) {
    checkError(error, matcher);
    return;
  }
  complain(message, 'nothing was thrown');
}

export async function rejects(
  action: PromiseLike<unknown> | (() => PromiseLike<unknown>),
  matcher?: Matcher,
  message?: unknown,
): Promise<void> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    checkError(error, matcher);
    return;
  }
  complain(message, 'the promise was not rejected');
}

export default Object.assign((value: unknown, message?: unknown) => ok(value, message), {
  ok,
  equal,
  notEqual,
  strictEqual: equal,
  notStrictEqual: notEqual,
  deepEqual,
  deepStrictEqual: deepEqual,
  match,
  doesNotMatch,
  fail,
  throws,
  rejects,
  AssertionError,
});
