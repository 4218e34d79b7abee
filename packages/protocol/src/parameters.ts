import { OAuthError } from './oauth-error.ts';

/** The longest parameter value that is read, in characters. */
export const parameterLengthMax = 2048;

/** The most parameters that one request may carry. */
export const parameterCountMax = 64;

/** What is wrong with a request's parameters as a whole, and with which one. */
export interface ParameterProblem {
  readonly kind: 'repeated' | 'too_long' | 'malformed' | 'too_many';
  /** The parameter's name, when it is a name of the protocol's own alphabet; otherwise undefined. */
  readonly name: string | undefined;
}

/**
 * The parameters of one request, decoded. A parameter without a value counts as absent. Problems are
 * collected rather than thrown, because the authorization endpoint must first know whether it may redirect.
 */
export interface Parameters {
  /** The value of `name`, or undefined when it is absent, empty or itself faulty. */
  get(name: string): string | undefined;
  /** True when `name` was sent at all, even empty, repeated or faulty. */
  has(name: string): boolean;
  readonly problems: readonly ParameterProblem[];
}

const safeName = /^[a-z_]{1,40}$/;

/** Names from outside are repeated to nobody unless they look like a parameter of the protocol. */
function nameForDescription(name: string | undefined): string | undefined {
  return name !== undefined && safeName.test(name) ? name : undefined;
}

function decodeComponent(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '));
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/**
 * Reads `application/x-www-form-urlencoded` text: a request body, or a query without its question mark.
 * Names are kept apart from object properties, so `__proto__` is a name like any other.
 *
 * @param lengthMax - the longest value that is read, in characters
 *
 * @see RFC 6749 §3.1 and §3.2 (a parameter without value is omitted; none may be sent more than once)
 */
export function parseParameters(text: string, lengthMax: number = parameterLengthMax): Parameters {
  const values = new Map<string, string>();
  const seen = new Set<string>();
  const problems: ParameterProblem[] = [];
  const pairs = text === '' ? [] : text.split('&');
  if (pairs.length > parameterCountMax) {
    problems.push({ kind: 'too_many', name: undefined });
    pairs.length = parameterCountMax;
  }
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeComponent(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeComponent(pair.slice(equals + 1));
    const named = nameForDescription(name);
    if (name === undefined || value === undefined) {
      problems.push({ kind: 'malformed', name: named });
      if (name !== undefined) seen.add(name);
      continue;
    }
    if (seen.has(name)) {
      problems.push({ kind: 'repeated', name: named });
      values.delete(name);
      continue;
    }
    seen.add(name);
    if (value.length > lengthMax || name.length > lengthMax) {
      problems.push({ kind: 'too_long', name: named });
    } else if (value !== '') {
      values.set(name, value);
    }
  }
  return {
    get: (name) => values.get(name),
    has: (name) => seen.has(name),
    problems,
  };
}

/**
 * Words a problem as the refusal it leads to. An over-long `scope` is a scope problem; everything else
 * makes the request invalid.
 */
export function parameterRefusal(problem: ParameterProblem): OAuthError {
  const subject = problem.name ?? 'a parameter';
  if (problem.kind === 'too_long' && problem.name === 'scope') {
    return new OAuthError('invalid_scope', `scope longer than ${parameterLengthMax} characters`);
  }
  const descriptions = {
    repeated: `${subject} sent more than once`,
    too_long: `${subject} longer than ${parameterLengthMax} characters`,
    malformed: `${subject} not form-encoded UTF-8`,
    too_many: `more than ${parameterCountMax} parameters`,
  };
  return new OAuthError('invalid_request', descriptions[problem.kind], {
    reason: 'malformed_parameter',
    ...(problem.name !== undefined && { subject: problem.name }),
  });
}

/**
 * Returns the value of a parameter that must be there.
 *
 * @throws OAuthError `invalid_request` with the description `<name> missing`
 */
export function requireParameter(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) {
    throw new OAuthError('invalid_request', `${name} missing`, {
      reason: 'missing_parameter',
      subject: name,
    });
  }
  return value;
}

/**
 * Refuses a request whose parameters have any problem, wording the first one.
 *
 * @throws OAuthError `invalid_request` or `invalid_scope`
 */
export function refuseParameterProblems(parameters: Parameters): void {
  const [problem] = parameters.problems;
  if (problem !== undefined) throw parameterRefusal(problem);
}
