import {
  boolean,
  id,
  method,
  number,
  numbers,
  ownCustId,
  required,
  standingsChunks,
} from './method-entry.ts';

const seasonId = required(id('season_id'));
const carClassId = required(id('car_class_id'));
const division = number('division', {
  note: 'Counted from 0; 10 is Rookie. All when left out.',
  minimum: -1,
  maximum: 10,
});
const raceWeek = number('race_week_num', { note: 'Counted from 0.', minimum: 0, maximum: 13 });
const chunks = { delivery: standingsChunks } as const;

/** Members and their statistics. */
export const memberMethods = [
  method('member/awards', [ownCustId], {
    delivery: { kind: 'data_url', type: 'member_awards', dataUrlSeconds: 60 },
  }),
  method('member/award_instances', [ownCustId, required(id('award_id'))], {
    delivery: { kind: 'data_url', type: 'member_award_instances', dataUrlSeconds: 60 },
  }),
  method('member/chart_data', [
    ownCustId,
    required(id('category_id', { note: '1 to 6, see constants/categories.', maximum: 6 })),
    required(id('chart_type', { note: '1 iRating, 2 time trial, 3 licence.', maximum: 3 })),
  ]),
  method('member/get', [
    required(
      numbers('cust_ids', { note: 'For example 100001,100002; about 50 at once.', minimum: 1 }),
    ),
    boolean('include_licenses', { note: 'Costs time; leave it out unless needed.' }),
  ]),
  method('member/info', [], { note: 'Always your own.' }),
  method('member/participation_credits', [], { note: 'Always your own.' }),
  method('member/profile', [ownCustId]),
  method('stats/member_bests', [
    ownCustId,
    id('car_id', { note: 'Ask without it first; the answer lists the cars driven.' }),
  ]),
  method('stats/member_career', [ownCustId]),
  method(
    'stats/member_division',
    [
      seasonId,
      required(number('event_type', { note: '4 time trial, 5 race.', minimum: 4, maximum: 5 })),
    ],
    { note: 'Always your own. Divisions count from 0; 10 is Rookie.' },
  ),
  method('stats/member_recap', [
    ownCustId,
    id('year', { note: 'This year when left out.' }),
    id('season', { note: 'A quarter; the whole year when left out.', maximum: 4 }),
  ]),
  method('stats/member_recent_races', [ownCustId]),
  method('stats/member_summary', [ownCustId]),
  method('stats/member_yearly', [ownCustId]),
  method('stats/season_driver_standings', [seasonId, carClassId, division, raceWeek], chunks),
  method('stats/season_supersession_standings', [seasonId, carClassId, division, raceWeek], chunks),
  method('stats/season_team_standings', [seasonId, carClassId, raceWeek], chunks),
  method('stats/season_tt_standings', [seasonId, carClassId, division, raceWeek], chunks),
  method('stats/season_tt_results', [seasonId, carClassId, required(raceWeek), division], chunks),
  method(
    'stats/season_qualify_results',
    [seasonId, carClassId, required(raceWeek), division],
    chunks,
  ),
  method(
    'stats/world_records',
    [
      required(id('car_id')),
      required(id('track_id')),
      id('season_year', { note: 'Best of this year only.' }),
      id('season_quarter', { note: 'Goes with season_year.', maximum: 4 }),
    ],
    {
      delivery: {
        kind: 'link_chunks',
        chunkSize: 2000,
        chunkUrlSeconds: 3600,
        chunkInfoAt: 'data.chunk_info',
        type: 'stats_world_records',
        csvUrl: false,
      },
    },
  ),
] as const;
