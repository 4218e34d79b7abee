import { boolean, id, method, number, numbers, required, string } from './method-entry.ts';

const packageId = id('package_id', { note: 'Sessions with a car or track of this package only.' });
const leagueId = required(id('league_id'));
const seasonId = required(id('season_id'));
const licenses = boolean('include_licenses', { note: 'Costs time; leave it out unless needed.' });
const eventTypes = numbers('event_types', {
  note: 'Of 2, 3, 4, 5; all when left out.',
  minimum: 2,
  maximum: 5,
  default: { value: [2, 3, 4, 5] },
});
const oneMinute = { expirationSeconds: 60 } as const;

/** Leagues, hosted sessions, teams, time attack and what is on right now. */
export const eventMethods = [
  method('hosted/combined_sessions', [packageId], {
    ...oneMinute,
    note: 'Sessions to drive in or to watch, and your own that have not begun.',
  }),
  method('hosted/sessions', [], { ...oneMinute, note: 'Only sessions to drive in.' }),
  method(
    'league/cust_league_sessions',
    [boolean('mine', { note: 'Only sessions that you created.' }), packageId],
    oneMinute,
  ),
  method(
    'league/directory',
    [
      string('search', { note: 'In name, description, owner and id.' }),
      string('tag', { note: 'One or more tags, separated by commas.' }),
      boolean('restrict_to_member', { note: 'Only leagues that you belong to.' }),
      boolean('restrict_to_recruiting', { note: 'Only leagues that look for members.' }),
      boolean('restrict_to_friends', { note: 'Only leagues of your friends.' }),
      boolean('restrict_to_watched', { note: 'Only leagues of members you watch.' }),
      number('minimum_roster_count', { minimum: 0 }),
      number('maximum_roster_count', { minimum: 0 }),
      number('lowerbound', { note: 'First row.', minimum: 1, default: { value: 1 } }),
      number('upperbound', { note: 'Last row; lowerbound + 39 when left out.', minimum: 1 }),
      string('sort', {
        note: 'relevance, leaguename, displayname or rostercount.',
        default: { value: 'relevance' },
      }),
      string('order', { note: 'asc or desc.', default: { value: 'asc' } }),
    ],
    { note: 'Paged by row numbers.' },
  ),
  method('league/get', [leagueId, licenses]),
  method('league/get_points_systems', [
    leagueId,
    id('season_id', { note: 'Also lists the custom system that this season uses.' }),
  ]),
  method('league/membership', [
    id('cust_id', {
      note: 'Of others, only the leagues they run and show.',
      default: 'caller',
    }),
    boolean('include_league'),
  ]),
  method('league/roster', [leagueId, licenses], {
    delivery: { kind: 'data_url', type: 'league_roster', dataUrlSeconds: 900 },
  }),
  method('league/seasons', [leagueId, boolean('retired', { note: 'Past seasons as well.' })]),
  method('league/season_standings', [
    leagueId,
    seasonId,
    id('car_class_id'),
    id('car_id', { note: 'In the class when one is given, in all classes otherwise.' }),
  ]),
  method(
    'league/season_sessions',
    [leagueId, seasonId, boolean('results_only', { note: 'Only sessions with results.' })],
    oneMinute,
  ),
  method(
    'season/race_guide',
    [
      string('from', { note: 'ISO 8601 with an offset; now when left out or in the past.' }),
      boolean('include_end_after_from', { note: 'Also what began before and still runs.' }),
    ],
    { ...oneMinute, note: 'What starts in the three hours after `from`.' },
  ),
  method(
    'season/spectator_subsessionids_detail',
    [eventTypes, numbers('season_ids', { note: 'All when left out.', minimum: 1 })],
    oneMinute,
  ),
  method('session/reg_drivers_list', [required(id('subsession_id'))], {
    ...oneMinute,
    note: 'Only live sessions have entries.',
  }),
  method('team/get', [required(id('team_id')), licenses]),
  method('team/membership', [], { note: 'Your own teams.' }),
  method('time_attack/member_season_results', [required(id('ta_comp_season_id'))], {
    note: 'Your own results.',
  }),
] as const;
