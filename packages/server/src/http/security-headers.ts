import type { FastifyReply } from 'fastify';

/** Headers of every page. @see The OWASP Secure Headers project */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const strictTransportSecurity = 'max-age=31536000; includeSubDomains';

/** The source expression that lets a form lead to a redirect URI. Chromium follows it through redirects. */
export function formActionSource(redirect_uri: string): string {
  const { protocol, origin } = new URL(redirect_uri);
  // A custom scheme has no origin to name.
  return protocol === 'http:' || protocol === 'https:' ? origin : protocol;
}

/**
 * Sets the headers of a page: nothing from elsewhere, no inline script or style, no framing.
 *
 * @param formActions - where forms of the page may lead beside the service itself
 * @see CSP Level 3 §6.4.1 (`form-action`)
 */
export function setPageHeaders(
  reply: FastifyReply,
  isSecure: boolean,
  formActions: readonly string[] = [],
): FastifyReply {
  reply.headers(pageHeaders);
  if (isSecure) reply.header('strict-transport-security', strictTransportSecurity);
  return reply.header(
    'content-security-policy',
    [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self' data:",
      `form-action ${["'self'", ...formActions].join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  );
}
