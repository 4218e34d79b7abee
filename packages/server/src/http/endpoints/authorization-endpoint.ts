import { parseParameters } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { authorizeClient } from '../../domain/authorization/authorize-client.ts';
import { sendAuthorizationRefusal } from '../authorization-refusal.ts';
import { addLogFields, rawQuery } from '../http-parts.ts';
import type { HttpParts } from '../http-parts.ts';
import { continueSignIn, findSignedIn } from '../page-routes/sign-in.ts';
import { keepParameters } from '../transaction.ts';

/**
 * `GET /oauth2/authorize`. Client and redirect URI come first: until both hold, nothing is redirected. A
 * request of a browser that is not signed in writes nothing.
 *
 * @see RFC 6749 §4.1.1; the book, chapter 13.1
 */
export function authorizationEndpoint(parts: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const parameters = parseParameters(rawQuery(request));
    const authorization = await authorizeClient(parameters, parts.dialect, parts.clients);
    if (authorization.outcome === 'refused') {
      return sendAuthorizationRefusal(request, reply, authorization, parts, 302);
    }
    addLogFields(request, { client_id: authorization.client.client_id });
    const signedIn = await findSignedIn(request, parts);
    const transaction = {
      parameters: keepParameters(parameters),
      started_at: parts.clock(),
      login_digest: signedIn?.login.login_digest,
    };
    return continueSignIn({ request, reply, parts }, transaction, signedIn, 302);
  };
}
