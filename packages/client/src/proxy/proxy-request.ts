import type { ProxyConfiguration } from './proxy-options.ts';

/** What a request wants, once its form was found good. */
export type ProxyRoute =
  | { readonly kind: 'data'; readonly method: string; readonly query: string }
  | { readonly kind: 'file'; readonly name: string };

/** Why a request is answered without asking anybody. */
export interface ProxyRefusal {
  readonly status: number;
  readonly error: string;
  readonly error_description: string;
}

const queryLengthMax = 4096;
const pathLengthMax = 8192;
const methodForm = /^[a-z0-9_]+(\/[a-z0-9_]+){0,3}$/;
const parameterForm = /^[a-z0-9_]{1,64}$/i;

/** True when the list allows the method. */
function isMethodAllowed(allowed: readonly string[], method: string): boolean {
  return allowed.some((entry) =>
    entry === '*' || entry.endsWith('/*')
      ? method.startsWith(entry.slice(0, -1))
      : method === entry,
  );
}

/**
 * Why a page may not read the answer, or undefined when it may. Pages of other origins that are not listed,
 * and requests that another site's page makes without saying its origin (an image, a script), are refused.
 */
export function refuseOrigin(
  headers: Headers,
  origins: ReadonlySet<string>,
): ProxyRefusal | undefined {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  const isForeign =
    origin === null ? site === 'cross-site' || site === 'same-site' : !origins.has(origin);
  if (!isForeign) return undefined;
  return {
    status: 403,
    error: 'origin_not_allowed',
    error_description: 'this page may not use the proxy: its origin is not among origins',
  };
}

function notFound(what: string): ProxyRefusal {
  return { status: 404, error: 'not_found', error_description: what };
}

/** A query written anew from its parts, so that nothing but parameters is passed on. */
function readQuery(searchParams: URLSearchParams): string | undefined {
  const isGood = [...searchParams.keys()].every((name) => parameterForm.test(name));
  const query = searchParams.toString();
  return isGood && query.length <= queryLengthMax ? query : undefined;
}

/**
 * Reads what a request wants. Nothing of its host counts, and its path only as far as it has the one form
 * that methods have, so that no request can choose whom the proxy asks.
 */
export function readRoute(
  request: Request,
  { mountPath, methods }: Pick<ProxyConfiguration, 'mountPath' | 'methods'>,
): ProxyRoute | ProxyRefusal {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname.length > pathLengthMax) {
    return { status: 414, error: 'uri_too_long', error_description: 'the path is too long' };
  }
  if (pathname.startsWith(`${mountPath}/files/`)) {
    return { kind: 'file', name: pathname.slice(`${mountPath}/files/`.length) };
  }
  if (!pathname.startsWith(`${mountPath}/data/`)) return notFound('the proxy has /data alone');
  const method = pathname.slice(`${mountPath}/data/`.length);
  if (!methodForm.test(method)) return notFound('this is not the path of a data method');
  if (!isMethodAllowed(methods, method)) {
    return {
      status: 403,
      error: 'method_not_allowed',
      error_description: `/data/${method.slice(0, 100)} is not among the methods of this proxy`,
    };
  }
  const query = readQuery(searchParams);
  if (query !== undefined) return { kind: 'data', method, query };
  return {
    status: 400,
    error: 'invalid_request',
    error_description: 'the query is too long, or a parameter has a name that none has',
  };
}
