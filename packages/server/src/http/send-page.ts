import type { FastifyReply } from 'fastify';

import type { Html } from '../pages/html.ts';
import { renderHtml } from '../pages/html.ts';
import type { PageFrame } from '../pages/layout.ts';
import { errorPage } from '../pages/error-page.ts';
import type { ErrorPageValues } from '../pages/error-page.ts';
import type { ErrorMessage } from '../pages/texts.ts';
import { iracingPaths } from '../dialect/iracing/paths.ts';
import type { OAuthError } from '@pitpass/protocol';
import type { HttpParts } from './http-parts.ts';
import { addLogFields } from './http-parts.ts';
import { setPageHeaders } from './security-headers.ts';

/** What every page of the service has in common. */
export function pageFrame({ assets, notice }: HttpParts): PageFrame {
  return {
    serviceName: 'Pitpass',
    stylesheetHrefs: assets.stylesheetHrefs,
    scriptHref: assets.scriptHref,
    faviconHref: assets.faviconHref,
    notice,
    helpHref: iracingPaths.errorIndex,
  };
}

/** Sends a page with its headers. */
export function sendPage(
  reply: FastifyReply,
  parts: HttpParts,
  page: Html,
  options: { readonly status?: number; readonly formActions?: readonly string[] } = {},
): FastifyReply {
  setPageHeaders(reply, parts.origin.startsWith('https:'), options.formActions);
  return reply.code(options.status ?? 200).send(renderHtml(page));
}

/** Sends the error page: words for the member, the request id, and the wire error for developers. */
export function sendErrorPage(
  reply: FastifyReply,
  parts: HttpParts,
  message: ErrorMessage,
  options: {
    readonly status: number;
    readonly error?: OAuthError;
    /** The error as the dialect words it, for developers; left out where it is none of theirs. */
    readonly wireError?: ErrorPageValues['wireError'];
    readonly tryAgainHref?: string;
  },
): FastifyReply {
  const { status, error, tryAgainHref } = options;
  if (error !== undefined) {
    addLogFields(reply.request, {
      error: error.error,
      detail: error.detail ?? error.error_description,
    });
    if (error.retryAfterSeconds !== undefined) {
      reply.header('retry-after', String(error.retryAfterSeconds));
    }
  }
  const page = errorPage({
    frame: pageFrame(parts),
    message,
    request_id: reply.request.id,
    wireError: options.wireError,
    ...(tryAgainHref !== undefined && { tryAgainHref }),
  });
  return sendPage(reply, parts, page, { status });
}
