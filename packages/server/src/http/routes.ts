import { OAuthError } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { iracingPaths } from '../dialect/iracing/paths.ts';
import { jwksMaxAgeSeconds } from '../domain/key/key-rotation.ts';
import { registerAssets } from './assets.ts';
import { protectedRoute } from './bearer-authentication.ts';
import type { ProtectedHandler } from './bearer-authentication.ts';
import { answerPreflight } from './cross-origin.ts';
import { authorizationEndpoint } from './endpoints/authorization-endpoint.ts';
import {
  readIracingParameters,
  refuseAuthorizationHeader,
} from './endpoints/iracing-token-parameters.ts';
import {
  listSessionsEndpoint,
  profileEndpoint,
  revokeClientEndpoint,
  revokeCurrentEndpoint,
  revokeSessionsEndpoint,
} from './endpoints/session-endpoints.ts';
import { tokenEndpoint } from './endpoints/token-endpoint.ts';
import { fillRedirectUri } from './endpoints/trackmania-authorization.ts';
import {
  readTrackmaniaParameters,
  refuseSecondAuthentication,
} from './endpoints/trackmania-token-parameters.ts';
import type { DialectParts, HttpParts, IracingParts } from './http-parts.ts';
import { sendOAuthError } from './oauth-error-response.ts';
import { registerAccount } from './page-routes/account.ts';
import { registerActAs } from './page-routes/act-as.ts';
import { registerActivity } from './page-routes/activity.ts';
import { registerConfirmApp } from './page-routes/confirm-app.ts';
import { registerAccountDetails } from './page-routes/account-details.ts';
import { registerAccountLeaving } from './page-routes/account-leaving.ts';
import { registerAddressProof } from './page-routes/address-proof.ts';
import { registerBook } from './page-routes/book.ts';
import { registerConsent } from './page-routes/consent.ts';
import { registerLogin } from './page-routes/login.ts';
import { registerLogout } from './page-routes/logout.ts';
import { registerMailbox } from './page-routes/mailbox.ts';
import { registerClientSecret } from './page-routes/client-secret.ts';
import { registerOwnAppRequest } from './page-routes/own-app-request.ts';
import { registerOwnApps } from './page-routes/own-apps.ts';
import { registerStaffClients } from './page-routes/staff-clients.ts';
import { registerReset } from './page-routes/reset.ts';
import { registerSignUp } from './page-routes/sign-up.ts';
import { registerSecondFactorSetup } from './page-routes/second-factor-setup.ts';
import { registerSecurity } from './page-routes/security.ts';
import { registerStart } from './page-routes/start.ts';

const otherMethods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/** Answers every method that a path does not have. */
function refuseOtherMethods(
  app: FastifyInstance,
  path: string,
  allowed: 'GET' | 'POST',
  parts: DialectParts,
): void {
  const refuse = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('allow', allowed === 'GET' ? 'GET, HEAD' : allowed);
    const error = new OAuthError('invalid_request', `only ${allowed} is answered here`);
    const transport = { status: 405, status_reason: 'Method Not Allowed' };
    return sendOAuthError(request, reply, error, parts, { transport });
  };
  app.route({
    url: path,
    method: otherMethods.filter((method) => method !== allowed),
    // The answer comes before a body is read, so that its type and size do not matter.
    onRequest: (request, reply) => void refuse(request, reply),
    handler: refuse,
  });
}

interface ProtectedRoute {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** The scope token that the route needs; any token of a session will do when there is none. */
  readonly scope?: string;
  readonly handle: ProtectedHandler;
}

/** Registers a protected route with its preflight. @see The book, chapters 11 and 14 to 16 */
function registerProtected(
  app: FastifyInstance,
  parts: IracingParts,
  { method, url, scope, handle }: ProtectedRoute,
): void {
  app.route({ method, url, handler: protectedRoute(parts, scope, handle) });
  app.options(url, (request, reply) =>
    answerPreflight(request, reply, parts, { method, headers: ['authorization', 'content-type'] }),
  );
  refuseOtherMethods(app, url, method, parts);
}

function registerIracing(app: FastifyInstance, parts: IracingParts): void {
  const paths = iracingPaths;
  const only = (path: string, allowed: 'GET' | 'POST') =>
    refuseOtherMethods(app, path, allowed, parts);

  only(paths.authorize, 'GET');
  app.post(paths.token, tokenEndpoint(parts, readIracingParameters, refuseAuthorizationHeader));
  app.options(paths.token, (request, reply) =>
    answerPreflight(request, reply, parts, { method: 'POST', headers: ['content-type'] }),
  );
  only(paths.token, 'POST');
  app.get(paths.jwks, (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${jwksMaxAgeSeconds}`)
      .header('content-type', 'application/jwk-set+json')
      .send(JSON.stringify(parts.jwks())),
  );
  only(paths.jwks, 'GET');

  const guard = (route: ProtectedRoute) => registerProtected(app, parts, route);
  const scope = 'iracing.profile';
  guard({ method: 'GET', url: paths.sessions, handle: listSessionsEndpoint(parts) });
  guard({ method: 'POST', url: paths.revokeCurrent, handle: revokeCurrentEndpoint(parts) });
  guard({ method: 'POST', url: paths.revokeSessions, handle: revokeSessionsEndpoint(parts) });
  guard({ method: 'POST', url: paths.revokeClient, handle: revokeClientEndpoint(parts) });
  guard({ method: 'GET', url: paths.profile, scope, handle: profileEndpoint(parts) });
}

function registerTrackmania(app: FastifyInstance, parts: DialectParts): void {
  const { paths } = parts.dialect;
  void app.register(async (scope) => {
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      paths.token,
      tokenEndpoint(parts, readTrackmaniaParameters, refuseSecondAuthentication),
    );
  });
  refuseOtherMethods(app, paths.token, 'POST', parts);
  refuseOtherMethods(app, paths.authorize, 'GET', parts);
}

/** Pages live under the issuer's name alone, because their cookies do. Other names lead there. */
function redirectToIssuer(app: FastifyInstance, origin: string): void {
  const { host } = new URL(origin);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.host?.toLowerCase() === host || request.method !== 'GET') return done();
    return void reply.redirect(origin + request.url, 302);
  });
}

/** Every route of the authorization service. */
export function registerRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { iracing, trackmania } = parts.dialects;
  registerIracing(app, iracing);
  registerTrackmania(app, trackmania);
  void app.register(async (pages) => {
    redirectToIssuer(pages, parts.origin);
    pages.get(iracingPaths.authorize, authorizationEndpoint(iracing));
    pages.get(
      trackmania.dialect.paths.authorize,
      authorizationEndpoint(trackmania, (given) => fillRedirectUri(given, parts.clients)),
    );
    registerLogin(pages, parts);
    registerConsent(pages, parts);
    registerLogout(pages, parts);
    registerAccount(pages, parts);
    registerActivity(pages, parts);
    registerConfirmApp(pages, parts);
    registerActAs(pages, parts);
    registerAccountDetails(pages, parts);
    registerAccountLeaving(pages, parts);
    registerSignUp(pages, parts);
    registerReset(pages, parts);
    registerAddressProof(pages, parts);
    registerSecurity(pages, parts);
    registerSecondFactorSetup(pages, parts);
    registerOwnApps(pages, parts);
    registerOwnAppRequest(pages, parts);
    registerClientSecret(pages, parts);
    registerStaffClients(pages, parts);
    registerStart(pages, parts);
    registerMailbox(pages, parts);
    registerBook(pages, parts);
    registerAssets(pages, parts.assets);
  });
}
