import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { iracing, isClientError } from '@pitpass/client';
import type { IracingOptions } from '@pitpass/client';
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler, Response } from 'express';
import session from 'express-session';

import { stylesheet } from './html.ts';
import type { Html } from './html.ts';
import { openMembers } from './members.ts';
import type { Members } from './members.ts';
import { problemPage, profilePage, racesPage, startPage } from './pages.ts';
import { describeProblem } from './problem.ts';
import { readRaces } from './races.ts';
import { SqliteSessionStore } from './session-store.ts';
import { addSignIn, frameOf, signedInOf, verifyForm } from './sign-in.ts';

/** What Race Log needs to know. */
export interface RaceLogOptions {
  /** Its registration; the redirect URI says where browsers find the app, and must end in `/callback`. */
  readonly provider: IracingOptions & { readonly redirect_uri: string };
  /** Where sessions and tokens are kept; made when it is not there. */
  readonly folder: string;
  /** Signs the cookies. */
  readonly sessionSecret: string;
  /** Told about faults, without secrets. */
  readonly onFault: (error: unknown) => void;
}

/** The app, and what goes on beside its requests. */
export interface RaceLog {
  readonly app: Express;
  /** Ends sign-ins whose cookies are over, here and at the service: call it now and then. */
  readonly sweep: () => Promise<void>;
  readonly close: () => void;
}

const lifetimeSeconds = 7 * 86_400;

function strictHeaders(issuerOrigin: string): RequestHandler {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    // Browsers follow the redirect of a form with this in mind: signing in leads to the service.
    `form-action 'self' ${issuerOrigin}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  return (_request, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    next();
  };
}

function show(response: Response, page: Html, status = 200): void {
  response.status(status).type('html').send(page.text);
}

const demandSignIn: RequestHandler = ({ session }, response, next) => {
  if (session.signedIn === undefined) response.redirect(303, '/');
  else next();
};

const showStart: RequestHandler = (request, response) => {
  show(response, startPage(frameOf(request), 'signed-out' in request.query));
};

const showProfile =
  (members: Members): RequestHandler =>
  async (request, response) => {
    const profile = await members.sessionOf(signedInOf(request)).profile();
    show(response, profilePage(frameOf(request), profile));
  };

const showRaces =
  (members: Members): RequestHandler =>
  async (request, response) => {
    const member = members.sessionOf(signedInOf(request));
    const { payload } = await member.get('/data/stats/member_recent_races');
    show(response, racesPage(frameOf(request), readRaces(payload)));
  };

const showStylesheet: RequestHandler = (_request, response) => {
  response.set('cache-control', 'max-age=3600').type('css').send(stylesheet);
};

const showNotFound: RequestHandler = (request, response) => {
  const problem = { status: 404, title: 'No such page', why: 'The address leads nowhere.' };
  show(response, problemPage(frameOf(request), problem), problem.status);
};

/**
 * Makes the app; nothing listens yet.
 *
 * @throws InvalidOptions or InsecureUrl for a registration that cannot be meant
 */
export function createRaceLog(options: RaceLogOptions): RaceLog {
  const { folder, sessionSecret, onFault } = options;
  const provider = iracing(options.provider);
  const { origin, protocol, port } = new URL(options.provider.redirect_uri);
  const isSecure = protocol === 'https:';
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = new SqliteSessionStore(
    join(folder, 'sessions.sqlite'),
    lifetimeSeconds,
    provider.clock,
  );
  const members = openMembers(provider, join(folder, 'tokens.sqlite'));
  const app = express();
  app.disable('x-powered-by');
  // What ends TLS in front of the app says so in X-Forwarded-Proto; without it no secure cookie is sent.
  if (isSecure) app.set('trust proxy', 1);
  app.use(strictHeaders(new URL(provider.endpoints.authorization_endpoint).origin));
  app.use(
    session({
      // Ports do not separate cookies, so the name does.
      name: isSecure ? '__Host-race_log' : `race_log_${port}`,
      secret: sessionSecret,
      store,
      resave: false,
      saveUninitialized: false,
      genid: () => randomBytes(32).toString('base64url'),
      cookie: {
        httpOnly: true,
        // Lax, since the way back from the service is a navigation from another site.
        sameSite: 'lax',
        secure: isSecure,
        maxAge: lifetimeSeconds * 1000,
      },
    }),
  );
  app.use(express.urlencoded({ extended: false, limit: '4kb' }), verifyForm(origin));
  addSignIn(app, provider, members);
  app.get('/style.css', showStylesheet);
  app.get('/', showStart);
  app.get('/profile', demandSignIn, showProfile(members));
  app.get('/races', demandSignIn, showRaces(members));
  app.use(showNotFound);
  app.use(problemHandler(members, onFault));
  return {
    app,
    sweep: async () => {
      for (const { signedIn } of store.takeExpired()) {
        if (signedIn !== undefined) await members.drop(signedIn);
      }
    },
    close: () => store.close(),
  };
}

function problemHandler(members: Members, onFault: RaceLogOptions['onFault']): ErrorRequestHandler {
  return async (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { signedIn } = request.session ?? {};
    const isOver =
      isClientError(error, 'sign_in_required') || isClientError(error, 'refresh_outcome_unknown');
    if (isOver && signedIn !== undefined) {
      delete request.session.signedIn;
      await members.drop(signedIn);
    }
    const problem = { ...describeProblem(error), ...(response.locals['problem'] as object) };
    // 502: what the service refuses, or answers wrongly, is for whoever keeps the app.
    if (problem.status === 500 || problem.status === 502) onFault(error);
    const { retryAfterSeconds } = problem;
    if (retryAfterSeconds !== undefined) response.set('retry-after', String(retryAfterSeconds));
    show(response, problemPage(frameOf(request), problem), problem.status);
  };
}
