import type { Readable } from 'node:stream';

import { isClientError } from '@pitpass/client';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { parseForm, verifySameOrigin } from '../browser/forms.ts';
import { drawId } from '../browser/visits.ts';
import type { Visit } from '../browser/visits.ts';
import { renderHtml } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';
import type { PageFrame, TokenTimes } from '../pages/layout.ts';
import { problemPage } from '../pages/problem-page.ts';
import { describeProblem } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { parseStepPath } from '../steps.ts';
import type { PitWallParts } from './parts.ts';

const cookiePattern = /^[\w-]{43}$/;

/** The cookie of this browser; undefined when it has none, or something else under its name. */
export function readCookie(request: FastifyRequest, parts: PitWallParts): string | undefined {
  const cookie = request.cookies[parts.cookieName];
  return cookie !== undefined && cookiePattern.test(cookie) ? cookie : undefined;
}

/** Gives the browser its cookie. */
export function setCookie(reply: FastifyReply, parts: PitWallParts, id: string): void {
  reply.setCookie(parts.cookieName, id, {
    path: '/',
    httpOnly: true,
    // Lax, since the way back from the service is a navigation from another site.
    sameSite: 'lax',
    secure: parts.origin.startsWith('https:'),
  });
}

/** The visit of this browser, if it has one. */
export function findVisit(request: FastifyRequest, parts: PitWallParts): Visit | undefined {
  return parts.visits.find(readCookie(request, parts));
}

/**
 * Reads a form that one of Pit Wall's pages has posted from this browser.
 *
 * @throws FormRefused before anything was done
 */
export function readOwnForm(request: FastifyRequest, parts: PitWallParts): URLSearchParams {
  verifySameOrigin(request.headers, parts.origin);
  const form = parseForm(request.body);
  parts.formTokens.verify(readCookie(request, parts), form.get('form_token'));
  return form;
}

async function readTokenTimes(visit: Visit | undefined): Promise<TokenTimes | undefined> {
  const tokenSet = await visit?.session.tokens();
  if (visit === undefined || tokenSet === undefined) return undefined;
  return {
    expires_at: tokenSet.expires_at,
    refresh_token_expires_at: tokenSet.refresh_token_expires_at,
    lastRefreshAt: visit.wire.lastRefreshAt(),
    scope: tokenSet.scope,
  };
}

/** What a page of a browser with a cookie knows; takes along what went over the wire. */
export async function readFrame(
  request: FastifyRequest,
  parts: PitWallParts,
  visit: Visit | undefined,
  cookie: string,
): Promise<PageFrame> {
  return {
    stylesheetHref: parts.assets.stylesheet.href,
    markHref: parts.assets.mark.href,
    now: parts.clock(),
    formToken: parts.formTokens.create(cookie),
    serviceUrl: parts.serviceUrl,
    path: parseStepPath(request.method === 'GET' ? request.url : null),
    tokens: await readTokenTimes(visit),
    name: visit?.member?.name,
    wire: visit?.wire.takeNew() ?? [],
    spared: visit?.answers.takeSpared() ?? 0,
  };
}

/**
 * What the page that is about to be sent knows. Without a visit nothing is kept here; the browser
 * gets a cookie, so that its forms have something to belong to.
 */
export async function createFrame(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PitWallParts,
  visit: Visit | undefined,
): Promise<PageFrame> {
  const cookie = visit?.id ?? readCookie(request, parts) ?? drawId(parts.random);
  if (cookie !== readCookie(request, parts)) setCookie(reply, parts, cookie);
  return readFrame(request, parts, visit, cookie);
}

/** Sends a page under the strictest headers that it works with. */
export function sendPage(
  reply: FastifyReply,
  parts: PitWallParts,
  page: Html,
  status = 200,
): FastifyReply {
  return sendText(reply, parts, renderHtml(page), status);
}

/** The same for the text of a page, or one that comes in parts. */
export function sendText(
  reply: FastifyReply,
  parts: PitWallParts,
  text: string | Readable,
  status = 200,
): FastifyReply {
  const { origin: serviceOrigin } = new URL(parts.serviceUrl);
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        // Browsers follow the redirect of a form with this in mind: signing in leads there.
        `form-action 'self' ${serviceOrigin}`,
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ].join('; '),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    .send(text);
}

/** Sends the page of a problem. */
export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PitWallParts,
  problem: Problem,
): Promise<FastifyReply> {
  const frame = await createFrame(request, reply, parts, findVisit(request, parts));
  const { status, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return sendPage(reply, parts, problemPage(frame, problem), status);
}

/** Tells of a fault of Pit Wall itself, and says what a reader should know of any error. */
function noteProblem(error: unknown, request: FastifyRequest, parts: PitWallParts): Problem {
  const problem = describeProblem(error);
  if (problem.status === 500)
    parts.onFault(`Pit Wall failed at ${request.method}: ${String(error)}`);
  return problem;
}

/** Drops the tokens of a visit whose access has ended. */
async function endVisit(visit: Visit | undefined): Promise<void> {
  await visit?.session.forget();
  visit?.answers.clear();
  if (visit !== undefined) visit.member = undefined;
}

/**
 * Answers an error with its page. When the access has ended, the tokens are dropped and the browser
 * gets another cookie.
 */
export async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PitWallParts,
): Promise<FastifyReply> {
  const problem = noteProblem(error, request, parts);
  if (!isClientError(error, 'sign_in_required')) {
    return sendProblem(request, reply, parts, problem);
  }
  const ended = findVisit(request, parts);
  await endVisit(ended);
  const visit = ended && parts.visits.rename(ended);
  const frame = await createFrame(request, reply, parts, visit);
  return sendPage(reply, parts, problemPage(frame, problem), problem.status);
}

/**
 * The page of an error that came when a part of the page had been sent already: its status and cookie
 * can no longer change.
 */
export async function createLateErrorPage(
  error: unknown,
  request: FastifyRequest,
  parts: PitWallParts,
  visit: Visit,
): Promise<Html> {
  const problem = noteProblem(error, request, parts);
  if (isClientError(error, 'sign_in_required')) await endVisit(visit);
  return problemPage(await readFrame(request, parts, visit, visit.id), problem);
}
