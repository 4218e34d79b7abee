import { OAuthError, parseParameters } from '@pitpass/protocol';
import type { FastifyRequest } from 'fastify';

import { rawForm } from '../http-parts.ts';
import type { ReadTokenParameters } from './token-endpoint.ts';

/** Token requests of the iRacing dialect are forms. @see The book, chapter 13.2 */
export const readIracingParameters: ReadTokenParameters = (request) =>
  parseParameters(rawForm(request));

/** Refuses an Authorization header: the dialect knows secrets in the body alone. */
export function refuseAuthorizationHeader(request: FastifyRequest): void {
  if (request.headers.authorization !== undefined) {
    throw new OAuthError(
      'invalid_request',
      'client credentials belong in the body, not in the Authorization header',
    );
  }
}
