import { isClientError } from '@pitpass/client';
import type { DataAnswer, Session } from '@pitpass/client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Visit } from '../browser/visits.ts';
import { findGaps, parseLaps } from '../data/laps.ts';
import type { Lap } from '../data/laps.ts';
import { parseMemberInfo } from '../data/member-info.ts';
import { parseRaceResult } from '../data/race-result.ts';
import { parseRecentRaces } from '../data/recent-races.ts';
import type { RecentRaces } from '../data/recent-races.ts';
import { lapsPage } from '../pages/laps-page.ts';
import type { RaceLaps } from '../pages/laps-page.ts';
import { profilePage } from '../pages/profile-page.ts';
import { racesPage } from '../pages/races-page.ts';
import { sessionsPage } from '../pages/sessions-page.ts';
import { noSuchRace } from '../problem.ts';
import { steps } from '../steps.ts';
import { createFrame, findVisit, readOwnForm, sendPage, sendProblem } from './answer.ts';
import type { PitWallParts } from './parts.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function rowsOf(answer: DataAnswer): readonly unknown[] {
  return answer.kind === 'chunks' ? answer.rows : [];
}

/** Runs a step for somebody who is signed in, and leads everybody else to the first one. */
function signedIn(
  parts: PitWallParts,
  step: (visit: Visit, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): Handler {
  return async (request, reply) => {
    const visit = findVisit(request, parts);
    if (visit === undefined || (await visit.session.tokens()) === undefined) {
      return reply.redirect(steps.signIn.path, 303);
    }
    return step(visit, request, reply);
  };
}

async function fetchRecentRaces(session: Session): Promise<RecentRaces> {
  const answer = await session.get('stats/member_recent_races');
  return parseRecentRaces(answer.payload);
}

async function fetchLaps(session: Session, subsession_id: number, cust_id: number): Promise<Lap[]> {
  const parameters = { subsession_id, simsession_number: 0, cust_id };
  return parseLaps(rowsOf(await session.get('results/lap_data', parameters)));
}

/** The winner's laps are a comparison only: when they are refused, it is left out. */
async function fetchWinnerLaps(
  session: Session,
  subsession_id: number,
  cust_id: number | undefined,
): Promise<Lap[]> {
  if (cust_id === undefined) return [];
  try {
    return await fetchLaps(session, subsession_id, cust_id);
  } catch (error) {
    if (!isClientError(error, 'resource_error_response')) throw error;
    return [];
  }
}

async function fetchRaceLaps(
  session: Session,
  subsession_id: number,
  cust_id: number,
): Promise<RaceLaps | undefined> {
  try {
    const answer = await session.get('results/get', { subsession_id });
    const result = parseRaceResult(answer.payload, cust_id);
    if (result === undefined) return undefined;
    const isWinner = result.own.finish_position === 0;
    const [laps, winnerLaps] = await Promise.all([
      fetchLaps(session, subsession_id, cust_id),
      fetchWinnerLaps(session, subsession_id, isWinner ? undefined : result.winner?.cust_id),
    ]);
    return { subsession_id, result, laps, gaps: findGaps(laps, winnerLaps) };
  } catch (error) {
    if (isClientError(error, 'resource_error_response') && error.status === 404) return undefined;
    throw error;
  }
}

/** The race that the address asks for; undefined for none, NaN for something that is no number. */
function parseRaceNumber(request: FastifyRequest, origin: string): number | undefined {
  const text = new URL(request.url, origin).searchParams.get('subsession_id');
  if (text === null) return undefined;
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}

function showLaps(parts: PitWallParts): Handler {
  return signedIn(parts, async (visit, request, reply) => {
    const asked = parseRaceNumber(request, parts.origin);
    if (Number.isNaN(asked)) return sendProblem(request, reply, parts, noSuchRace);
    const { cust_id, races } = await fetchRecentRaces(visit.session);
    const subsession_id = asked ?? races[0]?.subsession_id;
    const race =
      subsession_id === undefined
        ? undefined
        : await fetchRaceLaps(visit.session, subsession_id, cust_id);
    if (subsession_id !== undefined && race === undefined) {
      return sendProblem(request, reply, parts, noSuchRace);
    }
    const frame = await createFrame(request, reply, parts, visit);
    return sendPage(reply, parts, lapsPage(frame, races, race));
  });
}

/** The steps for somebody who is signed in. */
export function addStepRoutes(app: FastifyInstance, parts: PitWallParts): void {
  const show = (visit: Visit, request: FastifyRequest, reply: FastifyReply) =>
    createFrame(request, reply, parts, visit);

  app.get(
    steps.profile.path,
    signedIn(parts, async (visit, request, reply) => {
      const [profile, info] = await Promise.all([
        visit.session.profile(),
        visit.session.get('member/info'),
      ]);
      visit.member = { name: profile.iracing_name, cust_id: profile.iracing_cust_id };
      const frame = await show(visit, request, reply);
      return sendPage(reply, parts, profilePage(frame, profile, parseMemberInfo(info.payload)));
    }),
  );
  app.get(
    steps.races.path,
    signedIn(parts, async (visit, request, reply) => {
      const { races } = await fetchRecentRaces(visit.session);
      return sendPage(reply, parts, racesPage(await show(visit, request, reply), races));
    }),
  );
  app.get(steps.laps.path, showLaps(parts));
  app.get(
    steps.sessions.path,
    signedIn(parts, async (visit, request, reply) => {
      const sessions = await visit.session.sessions();
      return sendPage(reply, parts, sessionsPage(await show(visit, request, reply), sessions));
    }),
  );
  app.post('/sessions/end', async (request, reply) => {
    const form = readOwnForm(request, parts);
    const visit = findVisit(request, parts);
    const session_id = form.get('session_id') ?? '';
    if (visit !== undefined && session_id !== '') {
      await visit.session.revokeSessions([session_id]);
    }
    return reply.redirect(steps.sessions.path, 303);
  });
}
