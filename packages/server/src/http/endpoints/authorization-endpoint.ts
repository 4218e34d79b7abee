import { parseParameters } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { authorizeClient } from '../../domain/authorization/authorize-client.ts';
import { sendAuthorizationRefusal } from '../authorization-refusal.ts';
import { addLogFields, rawQuery } from '../http-parts.ts';
import type { DialectParts } from '../http-parts.ts';
import { continueActing, findActing } from '../page-routes/acting.ts';
import { continueSignIn, findSignedIn } from '../page-routes/sign-in.ts';
import { keepParameters } from '../transaction.ts';

/**
 * The authorization endpoint of a dialect. Client and redirect URI come first: until both hold, nothing is redirected. A
 * request of a browser that is not signed in writes nothing.
 *
 * @param complete - adds what the dialect allows to be left out
 * @see RFC 6749 §4.1.1; the book, chapter 13.1; trackmania-api §4
 */
export function authorizationEndpoint(
  parts: DialectParts,
  complete: (parameters: Parameters) => Promise<Parameters> = async (parameters) => parameters,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const parameters = await complete(parseParameters(rawQuery(request)));
    const authorization = await authorizeClient(parameters, parts.dialect.name, parts.clients);
    if (authorization.outcome === 'refused') {
      return sendAuthorizationRefusal(request, reply, authorization, parts, 302);
    }
    addLogFields(request, { client_id: authorization.client.client_id });
    const signedIn = await findSignedIn(request, parts);
    const acting = await findActing(signedIn, parts);
    if (acting !== undefined) {
      return continueActing({ request, reply, parts }, authorization, acting, parts);
    }
    const transaction = {
      authorization: { dialect: parts.dialect.name, parameters: keepParameters(parameters) },
      started_at: parts.clock(),
    };
    return continueSignIn({ request, reply, parts }, transaction, signedIn, 302);
  };
}
