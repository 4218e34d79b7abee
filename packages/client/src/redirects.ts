import { InvalidResponse } from './errors.ts';
import { parseSecureUrl } from './secure-url.ts';
import { createRequestInit, describeAnswer } from './transport.ts';
import type { TransportRequest } from './transport.ts';

const redirectsMax = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Where a redirect leads. @throws InvalidResponse when it does not say so */
function readLocation(
  response: Response,
  request: TransportRequest,
  from: string,
  asked: string,
): string {
  const location = redirectStatuses.has(response.status) ? response.headers.get('location') : null;
  if (location !== null && URL.canParse(location, from)) return new URL(location, from).href;
  const reason =
    response.type === 'opaqueredirect'
      ? 'a redirect, which is not followed since browsers do not show where it leads'
      : 'a redirect that names no address to follow';
  throw new InvalidResponse(`${asked} answered with ${reason}`, describeAnswer(response, request));
}

/**
 * Goes on from an answer that is a redirect, or that a fetch of the app's own has been led to, to the
 * first that is neither. Each address is checked before it is asked, and no credential goes there.
 *
 * @throws InvalidResponse when it is not to be followed, leads nowhere, or there are more than five
 * @throws InsecureUrl when it leads to plain http where that may not lead
 */
export async function followRedirects(
  fetchAnswer: typeof fetch,
  request: TransportRequest,
  signal: AbortSignal,
  asked: string,
  first: Response,
): Promise<Response> {
  const subject = `the address of ${request.subject}`;
  const bare = { ...request, access_token: undefined, form: undefined, body: undefined };
  let response = first;
  let { url } = request;
  for (let redirects = 0; ; redirects += 1) {
    if (response.redirected) parseSecureUrl(response.url, subject, request.plainHttpHosts);
    const { status, type } = response;
    if (type !== 'opaqueredirect' && (status < 300 || status > 399)) return response;
    await response.body?.cancel();
    if (request.followsRedirects !== true || redirects === redirectsMax) {
      const reason = redirects === 0 ? 'a redirect' : `more than ${redirectsMax} redirects`;
      throw new InvalidResponse(
        `${asked} answered with ${reason}, which is not followed`,
        describeAnswer(response, request),
      );
    }
    url = readLocation(response, request, url, asked);
    parseSecureUrl(url, subject, request.plainHttpHosts);
    response = await fetchAnswer(url, createRequestInit(bare, signal));
  }
}
