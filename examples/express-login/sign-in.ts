import { randomBytes, timingSafeEqual } from 'node:crypto';

import { SignInRequired } from '@pitpass/client';
import type { AuthorizationBeginning, Provider } from '@pitpass/client';
import type { Express, Request, RequestHandler } from 'express';

import type { Members, SignedIn } from './members.ts';
import type { Frame } from './pages.ts';
import { FormRefused } from './problem.ts';
import type { Problem } from './problem.ts';

declare module 'express-session' {
  interface SessionData {
    /** Sign-ins that were begun in this browser and have not come back; a person may have several tabs. */
    beginnings: AuthorizationBeginning[];
    signedIn: SignedIn;
    csrf: string;
  }
}

const beginningsMax = 5;

/** What every page shows of the browser that asked for it. */
export function frameOf({ session }: Request): Frame {
  return { name: session?.signedIn?.name, csrf: session?.csrf ?? '' };
}

/** Who is signed in in this browser. @throws SignInRequired when nobody is */
export function signedInOf({ session }: Request): SignedIn {
  if (session.signedIn === undefined) throw new SignInRequired('nobody is signed in: sign in');
  return session.signedIn;
}

/** Takes forms from pages of this app alone, and those of a signed-in member with the token of that sign-in. */
export function verifyForm(origin: string): RequestHandler {
  return (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      next();
      return;
    }
    // A page that sends no referrer says `null`, but then where it stands to this app.
    const said = request.get('origin') ?? 'null';
    const isOwn =
      said === origin || (said === 'null' && request.get('sec-fetch-site') === 'same-origin');
    if (!isOwn) throw new FormRefused('The form came from a page of another site.');
    const { csrf } = request.session;
    const given = (request.body as { readonly csrf?: unknown } | undefined)?.csrf;
    if (csrf !== undefined && request.path !== '/sign-in' && !isEqual(csrf, given)) {
      throw new FormRefused('The page was older than your sign-in. Go back and reload it.');
    }
    next();
  };
}

function isEqual(expected: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Gives this browser a new cookie and an empty session, so that whoever knew the old one knows nothing. */
function regenerate({ session }: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    session.regenerate((error?: Error | null) => (error == null ? resolve() : reject(error)));
  });
}

const begin =
  (provider: Provider): RequestHandler =>
  async (request, response) => {
    const beginning = await provider.createAuthorizationUrl();
    const { beginnings = [] } = request.session;
    request.session.beginnings = [...beginnings, beginning].slice(-beginningsMax);
    response.redirect(303, beginning.url);
  };

const comeBack =
  (provider: Provider, members: Members): RequestHandler =>
  async (request, response) => {
    const { beginnings = [], signedIn: before } = request.session;
    // Loading this address again would not help: what fails here begins anew.
    response.locals['problem'] = { remedy: 'sign-in' } satisfies Partial<Problem>;
    const { state } = request.query;
    const beginning = beginnings.find((each) => each.state === state);
    // A state is good for one try. Who began nothing here is no reason to keep a session.
    if (beginning !== undefined) {
      request.session.beginnings = beginnings.filter((each) => each !== beginning);
    }
    const tokens = await provider.handleCallback(request.originalUrl, beginning);
    const signedIn = await members.signIn(tokens);
    await regenerate(request);
    request.session.signedIn = signedIn;
    request.session.csrf = randomBytes(32).toString('base64url');
    if (before !== undefined) await members.drop(before);
    response.redirect(303, '/races');
  };

const stillSignedIn: Partial<Problem> = {
  title: 'You are not signed out yet',
  why: 'The service could not be told. Try again later, or sign out here: the service then ends your sign-in by itself within a week.',
  remedy: 'sign-out-here',
};

const leave =
  (members: Members): RequestHandler =>
  async (request, response) => {
    const { signedIn } = request.session;
    const isHereOnly = (request.body as { readonly here?: string } | undefined)?.here === 'yes';
    if (signedIn !== undefined) {
      const session = members.sessionOf(signedIn);
      // What the page of a problem says of one that comes up now.
      response.locals['problem'] = stillSignedIn;
      await (isHereOnly ? session.forget() : session.signOut());
    }
    await regenerate(request);
    response.redirect(303, isHereOnly ? '/' : '/?signed-out');
  };

/** The way to the service, back from it, and out again. */
export function addSignIn(app: Express, provider: Provider, members: Members): void {
  app.post('/sign-in', begin(provider));
  // Express would answer HEAD as GET, and a scanner of links would use the code up.
  app.head('/callback', (_request, response) => void response.sendStatus(405));
  app.get('/callback', comeBack(provider, members));
  app.post('/sign-out', leave(members));
}
