import { ExpressAuth, getSession } from '@auth/express';
import { isClientError } from '@pitpass/client';
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';

import { createAuth } from './auth.ts';
import type { Auth, AuthOptions } from './auth.ts';
import { page, readLicenses } from './page.ts';

/** Answers under its own name alone: Auth.js makes addresses out of the one that a request gives. */
function refuseOtherHosts(host: string): RequestHandler {
  return (request, response, next) => {
    if (request.headers.host === host && request.headers['x-forwarded-host'] === undefined) next();
    else response.status(421).type('text').send(`This app is at ${host}\n`);
  };
}

const showStart =
  ({ config }: Auth): RequestHandler =>
  async (request, response) => {
    const session = await getSession(request, config);
    response.send(page(session?.user?.name ?? undefined));
  };

const showMember =
  ({ config, sessionOf }: Auth): RequestHandler =>
  async (request, response) => {
    const member = await sessionOf(request);
    if (member === undefined) {
      response.redirect(303, '/');
      return;
    }
    const { payload } = await member.get('/data/member/info');
    const session = await getSession(request, config);
    response.send(page(session?.user?.name ?? undefined, readLicenses(payload)));
  };

const sentences: Readonly<Record<string, string>> = {
  sign_in_required: 'Your sign-in is over. Sign out here, then sign in again.',
  refresh_outcome_unknown: 'Your sign-in is over. Sign out here, then sign in again.',
  rate_limited: 'Too many requests. Try again in a minute.',
  site_maintenance: 'iRacing is down for its planned work. Try again later.',
  network_failure: 'iRacing does not answer. Try again in a while.',
  timeout: 'iRacing does not answer. Try again in a while.',
};

const showProblem =
  ({ config }: Auth, onFault: AuthOptions['onFault']): ErrorRequestHandler =>
  async (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = isClientError(error) ? sentences[error.code] : undefined;
    if (known === undefined) onFault(error);
    const session = await getSession(request, config);
    const problem = known ?? 'Something went wrong here. It was written to the log.';
    response.status(known === undefined ? 500 : 503);
    response.send(page(session?.user?.name ?? undefined, undefined, problem));
  };

/**
 * Makes the app; nothing listens yet.
 *
 * @throws InvalidOptions or InsecureUrl for a registration that cannot be meant
 */
export async function createApp(options: AuthOptions): Promise<Express> {
  const auth = await createAuth(options);
  const { host, protocol } = new URL(options.provider.redirect_uri);
  const app = express();
  app.disable('x-powered-by');
  if (protocol === 'https:') app.set('trust proxy', 1);
  app.use(refuseOtherHosts(host));
  app.use((_request, response, next) => {
    response.set({
      // The pages of Auth.js as well: nobody shall press their buttons through a frame.
      'content-security-policy': "frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    next();
  });
  app.use('/auth', ExpressAuth(auth.config));
  app.use((_request, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
    next();
  });
  app.get('/', showStart(auth));
  app.get('/member', showMember(auth));
  app.use(showProblem(auth, options.onFault));
  return app;
}
