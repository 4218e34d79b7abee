import { refusePrivateResults } from './hosted-words.ts';
import { createLapHeader, createLapRows, findLaps } from './laps.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';
import { createResult } from './result.ts';
import { searchHosted } from './search-hosted.ts';
import { createSearchEcho, createSearchRows, readWindow } from './search.ts';

function refuseUnknownSubsession(context: PayloadContext): Refusal | undefined {
  const { world, parameters, asOf } = context;
  const start = world.findRace(parameters.getNumber('subsession_id'), asOf);
  if (start !== undefined) return refusePrivateResults(context, start);
  return { status: 404, message: 'There are no results for this subsession_id.' };
}

/** Results of sessions. */
export const resultPayloads: Readonly<Record<string, Payload>> = {
  'results/get': {
    kind: 'link',
    refuse: refuseUnknownSubsession,
    answer: (context) => {
      const { world, parameters, asOf } = context;
      const start = world.findRace(parameters.getNumber('subsession_id'), asOf);
      return start === undefined ? undefined : createResult(context, start);
    },
  },
  'results/lap_data': {
    kind: 'link_chunks',
    refuse: (context) => {
      const found = findLaps(context);
      return 'status' in found ? found : undefined;
    },
    answer: createLapHeader,
    rows: createLapRows,
  },
  'results/search_hosted': searchHosted,
  'results/search_series': {
    kind: 'inline_chunks',
    refuse: (context) => {
      const window = readWindow(context);
      return 'status' in window ? window : undefined;
    },
    echo: createSearchEcho,
    rows: createSearchRows,
  },
};
