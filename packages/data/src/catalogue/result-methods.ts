import {
  boolean,
  id,
  method,
  number,
  numbers,
  required,
  sessionChunks,
  string,
} from './method-entry.ts';

const subsessionId = required(id('subsession_id'));
const simsessionNumber = required(
  number('simsession_number', {
    note: '0 is the main event, -1 the one before it, and so on.',
    minimum: -20,
    maximum: 0,
  }),
);
const isoNote = 'ISO 8601 in UTC, such as 2026-04-01T15:45Z';
const timeRange = [
  string('start_range_begin', { note: `First start. ${isoNote}.` }),
  string('start_range_end', { note: `Starts before this moment. ${isoNote}; now when left out.` }),
  string('finish_range_begin', { note: `First finish. ${isoNote}.` }),
  string('finish_range_end', {
    note: `Finishes before this moment. ${isoNote}; now when left out.`,
  }),
];
const participants = [
  id('cust_id', { note: 'Sessions that this member drove in. Not used together with team_id.' }),
  number('team_id', { note: 'Sessions that this team drove in.' }),
];
const seasonYear = id('season_year', { note: 'Goes with season_quarter.' });
const seasonQuarter = id('season_quarter', { note: 'Goes with season_year.', maximum: 4 });
const raceWeek = number('race_week_num', { note: 'Counted from 0.', minimum: 0, maximum: 13 });
const eventTypes = numbers('event_types', {
  note: 'Of 2, 3, 4, 5; all when left out.',
  minimum: 2,
  maximum: 5,
  default: { value: [2, 3, 4, 5] },
});
const categoryIds = numbers('category_ids', {
  note: 'All when left out.',
  minimum: 1,
  maximum: 6,
  default: { value: [1, 2, 3, 4, 5, 6] },
});
const includeSeries = boolean('include_series');
const inlineChunks = { kind: 'inline_chunks', chunkSize: 500, chunkUrlSeconds: 1200 } as const;

/** Results of sessions, and the series and seasons they belong to. */
export const resultMethods = [
  method('results/get', [
    subsessionId,
    boolean('include_licenses', { note: 'Costs time; leave it out unless needed.' }),
  ]),
  method('results/event_log', [subsessionId, simsessionNumber], { delivery: sessionChunks }),
  method('results/lap_chart_data', [subsessionId, simsessionNumber], { delivery: sessionChunks }),
  method(
    'results/lap_data',
    [
      subsessionId,
      simsessionNumber,
      id('cust_id', { note: 'Needed unless it is a team event.' }),
      number('team_id', { note: 'Needed for team events.' }),
    ],
    { delivery: sessionChunks },
  ),
  method(
    'results/search_hosted',
    [
      ...timeRange,
      ...participants,
      id('host_cust_id', { note: 'Sessions that this member hosted.' }),
      string('session_name', { note: 'The name or a part of it.' }),
      id('league_id'),
      id('league_season_id'),
      id('car_id'),
      id('track_id'),
      categoryIds,
    ],
    {
      delivery: { ...inlineChunks, type: 'search_hosted_results' },
      note: [
        'Hosted and league sessions of at most 90 days, ordered by subsession_id.',
        'Needs start_range_begin or finish_range_begin, and one of cust_id, team_id, host_cust_id and session_name.',
      ],
    },
  ),
  method(
    'results/search_series',
    [
      seasonYear,
      seasonQuarter,
      ...timeRange,
      ...participants,
      id('series_id'),
      raceWeek,
      boolean('official_only', { note: 'Only what scores.', default: { value: false } }),
      eventTypes,
      categoryIds,
    ],
    {
      delivery: { ...inlineChunks, type: 'search_series_results' },
      note: [
        'Series sessions of at most 90 days, ordered by subsession_id.',
        'Needs season_year and season_quarter, or start_range_begin, or finish_range_begin.',
      ],
    },
  ),
  method('results/season_results', [
    required(id('season_id')),
    number('event_type', { note: 'See constants/event_types.', minimum: 2, maximum: 5 }),
    raceWeek,
  ]),
  method('series/assets', [], {
    note: [
      'An object with the ids as keys.',
      'Paths of images begin at https://images-static.iracing.com/.',
    ],
  }),
  method('series/get'),
  method('series/past_seasons', [required(id('series_id'))], {
    note: 'Official seasons have standings.',
  }),
  method('series/seasons', [includeSeries, seasonYear, seasonQuarter], {
    note: 'The running seasons unless a year and a quarter are given.',
  }),
  method('series/season_list', [includeSeries, seasonYear, seasonQuarter]),
  method('series/season_schedule', [required(id('season_id'))]),
  method('series/stats_series', [], { note: 'Official ones have standings.' }),
] as const;
