import { isClientError, StateMismatch } from '@pitpass/client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { beginSignIn, expireAccessToken } from '../browser/visits.ts';
import { signOutProblemPage } from '../pages/problem-page.ts';
import { signedOutPage, startPage } from '../pages/start-page.ts';
import { describeProblem } from '../problem.ts';
import { parseStepPath, steps } from '../steps.ts';
import { createFrame, findVisit, readOwnForm, sendPage, setCookie } from './answer.ts';
import type { PitWallParts } from './parts.ts';

// After a post the browser gets the next page, so that a reload posts nothing again.
const seeOther = 303;

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PitWallParts,
): Promise<FastifyReply> {
  readOwnForm(request, parts);
  const visit = findVisit(request, parts) ?? parts.visits.create();
  if ((await visit.session.tokens()) !== undefined) {
    return reply.redirect(steps.profile.path, seeOther);
  }
  setCookie(reply, parts, visit.id);
  const { url } = await beginSignIn(visit);
  visit.wire.add({
    by: 'your browser',
    method: 'GET',
    target: new URL(url).pathname,
    note: 'sent there with state and code_challenge (S256)',
    outcome: 'sent',
  });
  return reply.redirect(url, seeOther);
}

/** What came back, in words that hold no secret. */
function describeReturn(parameters: URLSearchParams): string {
  const error = parameters.get('error');
  if (error === null) return 'came back with a code';
  return /^[a-z_]{1,40}$/.test(error) ? `came back with error=${error}` : 'came back with an error';
}

/** The way back from the service. A state is good for one try, by the browser that began it. */
async function callback(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PitWallParts,
): Promise<FastifyReply> {
  const visit = findVisit(request, parts);
  if (visit === undefined) throw new StateMismatch('no sign-in was begun in this browser');
  const parameters = new URL(request.url, parts.origin).searchParams;
  const state = parameters.get('state') ?? '';
  const beginning = visit.beginnings.get(state);
  visit.beginnings.delete(state);
  if (beginning !== undefined) {
    visit.wire.add({
      by: 'your browser',
      method: 'GET',
      target: '/callback',
      note: describeReturn(parameters),
      outcome: 'back',
    });
  }
  const checks = beginning ?? { state: '', code_verifier: '' };
  const tokenSet = await visit.provider.handleCallback(request.url, checks);
  await visit.session.signIn(tokenSet);
  setCookie(reply, parts, parts.visits.rename(visit).id);
  return reply.redirect(steps.profile.path, seeOther);
}

async function signOut(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PitWallParts,
): Promise<FastifyReply> {
  const form = readOwnForm(request, parts);
  const visit = findVisit(request, parts);
  if (visit === undefined) return reply.redirect(steps.signIn.path, seeOther);
  const isForgetting = form.get('forget') === 'here';
  try {
    await (isForgetting ? visit.session.forget() : visit.session.signOut());
  } catch (error) {
    if (!isClientError(error)) throw error;
    const problem = describeProblem(error);
    const frame = await createFrame(request, reply, parts, visit);
    return sendPage(reply, parts, signOutProblemPage(frame, problem), problem.status);
  }
  const left = parts.visits.rename(visit);
  left.member = undefined;
  setCookie(reply, parts, left.id);
  return reply.redirect(isForgetting ? steps.signIn.path : '/signed-out', seeOther);
}

/** Signing in and out, and trading the refresh token by hand. */
export function addSignInRoutes(app: FastifyInstance, parts: PitWallParts): void {
  app.get('/', async (request, reply) => {
    const frame = await createFrame(request, reply, parts, findVisit(request, parts));
    return sendPage(reply, parts, startPage(frame));
  });
  app.post('/sign-in', (request, reply) => signIn(request, reply, parts));
  // A HEAD request must not use the code up.
  app.get('/callback', { exposeHeadRoute: false }, (request, reply) =>
    callback(request, reply, parts),
  );
  app.post('/sign-out', (request, reply) => signOut(request, reply, parts));
  app.get('/signed-out', async (request, reply) => {
    const frame = await createFrame(request, reply, parts, findVisit(request, parts));
    if (frame.tokens !== undefined) return reply.redirect(steps.signIn.path, seeOther);
    return sendPage(reply, parts, signedOutPage(frame));
  });
  app.post('/refresh', async (request, reply) => {
    const form = readOwnForm(request, parts);
    const visit = findVisit(request, parts);
    if (visit === undefined) return reply.redirect(steps.signIn.path, seeOther);
    await expireAccessToken(visit);
    await visit.session.accessToken();
    return reply.redirect(parseStepPath(form.get('return_to')), seeOther);
  });
}
