import { appendToRedirectUri } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { RedirectParameters } from '../dialect/dialect.ts';
import type { RefusedAuthorization } from '../domain/authorization/authorize-client.ts';
import { errorMessages } from '../pages/error-texts.ts';
import { addLogFields, forbidStoring } from './http-parts.ts';
import type { DialectParts } from './http-parts.ts';
import { sendOAuthError, toWireError } from './oauth-error-response.ts';
import { sendErrorPage } from './send-page.ts';

/** True when an Accept header ranks HTML above JSON, as browsers do. @see RFC 9110 §12.5.1 */
export function prefersHtml(accept: string | undefined): boolean {
  const quality = (type: string): number => {
    let best = 0;
    for (const range of (accept ?? '').slice(0, 1000).split(',')) {
      const [name, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      if (name === type) best = Math.max(best, q === undefined ? 1 : Number(q) || 0);
    }
    return best;
  };
  return quality('text/html') > quality('application/json');
}

/**
 * Sends the browser back to a verified redirect URI. Codes travel here, so nobody may keep the answer.
 */
export function redirectToClient(
  reply: FastifyReply,
  redirect_uri: string,
  parameters: RedirectParameters,
  status: 302 | 303,
): FastifyReply {
  const location = appendToRedirectUri(redirect_uri, parameters);
  return forbidStoring(reply).header('referrer-policy', 'no-referrer').redirect(location, status);
}

function messageFor(refusal: RefusedAuthorization) {
  const { error, error_description } = refusal.error;
  if (error === 'invalid_client' && error_description.startsWith('redirect_uri')) {
    return errorMessages.redirectUriWrong;
  }
  return error === 'invalid_client' || error === 'unauthorized_client'
    ? errorMessages.clientUnknown
    : errorMessages.requestWrong;
}

/**
 * Answers a refused authorization request: redirected when client and redirect URI had been verified and
 * the dialect redirects it,
 * otherwise as JSON, or as a page when the browser wants one.
 *
 * @see RFC 6749 §4.1.2.1; the book, chapters 13.1 and 16
 */
export function sendAuthorizationRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: RefusedAuthorization,
  parts: DialectParts,
  status: 302 | 303,
): FastifyReply {
  const { error, redirect_uri, state } = refusal;
  const { dialect, origin } = parts;
  const parameters =
    redirect_uri === undefined ? undefined : dialect.formatErrorRedirect(error, origin, state);
  if (redirect_uri !== undefined && parameters !== undefined) {
    addLogFields(request, {
      error: error.error,
      detail: error.detail ?? error.error_description,
    });
    return redirectToClient(reply, redirect_uri, parameters, status);
  }
  if (prefersHtml(request.headers.accept)) {
    const { status: errorStatus } = dialect.formatError(error, origin);
    return sendErrorPage(reply, parts, messageFor(refusal), {
      status: errorStatus,
      error,
      wireError: toWireError(error, parts),
    });
  }
  return sendOAuthError(request, reply, error, parts);
}
