import { isClientError } from '@pitpass/client';
import type { Session } from '@pitpass/client';
import type { FastifyInstance } from 'fastify';

import { findCarOf, parseLapChart } from '../data/lap-chart.ts';
import type { CarLaps } from '../data/lap-chart.ts';
import { findGaps, parseLaps } from '../data/laps.ts';
import type { Lap } from '../data/laps.ts';
import { parseRaceResult } from '../data/race-result.ts';
import { parseRecentRaces } from '../data/recent-races.ts';
import type { RecentRaces } from '../data/recent-races.ts';
import { lapsPage } from '../pages/laps-page.ts';
import type { RaceLaps } from '../pages/laps-page.ts';
import { racesPage } from '../pages/races-page.ts';
import { noSuchRace } from '../problem.ts';
import { steps } from '../steps.ts';
import { createFrame, sendPage } from './answer.ts';
import { numberedStep } from './numbered-step.ts';
import type { PitWallParts } from './parts.ts';
import { rowsOf, signedIn, unlessRefused } from './signed-in.ts';

async function fetchRecentRaces(session: Session): Promise<RecentRaces> {
  const answer = await session.get('stats/member_recent_races');
  return parseRecentRaces(answer.payload);
}

async function fetchLaps(session: Session, subsession_id: number, cust_id: number): Promise<Lap[]> {
  const parameters = { subsession_id, simsession_number: 0, cust_id };
  return parseLaps(rowsOf(await session.get('results/lap_data', parameters)));
}

async function fetchLapChart(session: Session, subsession_id: number): Promise<CarLaps[]> {
  const parameters = { subsession_id, simsession_number: 0 };
  return parseLapChart(rowsOf(await session.get('results/lap_chart_data', parameters)));
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
    const [laps, cars] = await Promise.all([
      fetchLaps(session, subsession_id, cust_id),
      unlessRefused(fetchLapChart(session, subsession_id)),
    ]);
    const winner = cars?.find(
      ({ group_id }) => group_id === result.winner?.cust_id || group_id === result.winner?.team_id,
    );
    const isComparable = winner !== undefined && winner !== findCarOf(cars ?? [], cust_id);
    const gaps = isComparable ? findGaps(laps, winner.laps) : [];
    return { subsession_id, cust_id, result, laps, cars, gaps };
  } catch (error) {
    if (isClientError(error, 'resource_error_response') && error.status === 404) return undefined;
    throw error;
  }
}

/** The recent races, and one race in all its laps. */
export function addRaceRoutes(app: FastifyInstance, parts: PitWallParts): void {
  app.get(
    steps.races.path,
    signedIn(parts, async (visit, request, reply) => {
      const { races } = await fetchRecentRaces(visit.session);
      const frame = await createFrame(request, reply, parts, visit);
      return sendPage(reply, parts, racesPage(frame, races));
    }),
  );
  app.get(
    steps.laps.path,
    numberedStep(parts, {
      step: steps.laps,
      parameter: 'subsession_id',
      missing: noSuchRace,
      find: async ({ session }, asked) => {
        const { cust_id, races } = await fetchRecentRaces(session);
        const subsession_id = asked ?? races[0]?.subsession_id;
        if (subsession_id === undefined) return (frame) => lapsPage(frame, races, undefined);
        const race = await fetchRaceLaps(session, subsession_id, cust_id);
        return race && ((frame) => lapsPage(frame, races, race));
      },
    }),
  );
}
