import type {
  MethodEntry,
  ParameterEntry,
} from '../../packages/data/src/catalogue/method-entry.ts';
import { methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import { seasonAt } from '../../packages/data/src/world/calendar.ts';
import type { Loose, startDataApi } from '../../packages/data/test/harness.ts';

/** The `/data` API of a made-up world whose clock stands still. */
export type DataApi = Awaited<ReturnType<typeof startDataApi>>;

/** A value of a parameter; several are given one after the other. */
export type ExampleValue = string | number | boolean | readonly string[];

/** Example values by the name of the parameter, or by method and name where a method needs its own. */
export type Examples = Readonly<Record<string, ExampleValue>>;

const secondsPerDay = 86_400;
/** Time attack competitions are numbered from here on, so many in a season. */
const firstCompetition = { id: 501, perSeason: 5 } as const;

/** What a method answers, or undefined when it is not built or has nothing. */
async function ask(api: DataApi, path: string): Promise<Loose> {
  const answer = await api.get(`/data/${path}`);
  return answer.statusCode === 200 ? api.read(path) : undefined;
}

function minuteOf(time: number): string {
  return `${new Date(time * 1000).toISOString().slice(0, 16)}Z`;
}

/** The first list in an answer, which is the answer itself or one of its members. */
function listIn(answer: Loose): Loose[] {
  if (Array.isArray(answer)) return answer;
  return Object.values(answer ?? {}).find((value) => Array.isArray(value)) ?? [];
}

/** A league with a season, a running one if there is any; the caller's own ones come first. */
async function findLeague(api: DataApi): Promise<{ league_id: number; season_id: number }> {
  const leagues = [
    ...listIn(await ask(api, 'league/membership')),
    ...listIn(await ask(api, 'league/directory')),
  ];
  for (const retired of [false, true]) {
    for (const { league_id } of leagues) {
      const path = `league/seasons?league_id=${league_id}&retired=${retired}`;
      const [season] = listIn(await ask(api, path));
      if (season !== undefined) return { league_id, season_id: season.season_id };
    }
  }
  return { league_id: 1001, season_id: 1 };
}

async function findGroups(api: DataApi): Promise<Examples> {
  const { league_id, season_id } = await findLeague(api);
  const [team] = listIn(await ask(api, 'team/membership'));
  return {
    league_id,
    'league/season_standings season_id': season_id,
    'league/season_sessions season_id': season_id,
    team_id: team?.team_id ?? 200_001,
  };
}

/** A subsession that is on, and a race that is over, as the caller would find them. */
async function findSessions(api: DataApi): Promise<Examples> {
  const { races } = await api.read('stats/member_recent_races');
  const [race] = races;
  if (race === undefined) throw new Error('The member of the examples has no race.');
  const live = await ask(api, 'season/spectator_subsessionids');
  return {
    subsession_id: race.subsession_id,
    season_id: race.season_id,
    series_id: race.series_id,
    car_id: race.car_id,
    car_class_id: race.car_class_id,
    track_id: race.track.track_id,
    season_year: race.season_year,
    season_quarter: race.season_quarter,
    race_week_num: race.race_week_num,
    'session/reg_drivers_list subsession_id': live?.subsession_ids?.[0] ?? race.subsession_id,
  };
}

/**
 * Finds an example value for every parameter that has to be given, by asking the API itself. The
 * caller is the member of the harness's usual token and must have raced.
 */
export async function findExamples(api: DataApi, caller: number): Promise<Examples> {
  const { now } = api.state;
  const awards = listIn(await ask(api, 'member/awards'));
  const award = awards.find(({ award_count }) => award_count > 0);
  return {
    ...(await findSessions(api)),
    ...(await findGroups(api)),
    cust_id: caller,
    cust_ids: `${caller},100001,100002`,
    search_term: 'Thornquist',
    award_id: award?.award_id ?? 1,
    category_id: 5,
    chart_type: 1,
    event_type: 5,
    simsession_number: 0,
    ta_comp_season_id: firstCompetition.id + firstCompetition.perSeason * seasonAt(now).index,
    start_range_begin: minuteOf(now - 30 * secondsPerDay),
    start_range_end: minuteOf(now),
    weather: ['weather_wind_speed_units', 'weather_wind_speed_max'],
  };
}

/** Parameters that need not be given and make a better example when they are. */
const further: Readonly<Record<string, readonly string[]>> = {
  'lookup/get': ['weather'],
  'results/lap_data': ['cust_id'],
  'results/search_hosted': ['start_range_begin', 'start_range_end', 'cust_id'],
  'results/search_series': ['season_year', 'season_quarter', 'cust_id'],
  'results/season_results': ['event_type', 'race_week_num'],
};

/**
 * A request that a method answers.
 *
 * @throws when a parameter that has to be given has no example: add one to `findExamples`
 */
export function exampleRequest(entry: MethodEntry, examples: Examples): [string, string][] {
  const path = methodPath(entry);
  const isRequired = ({ required }: ParameterEntry): boolean => required === true;
  const names = entry.parameters.filter(isRequired).map(({ name }) => name);
  return [...new Set([...names, ...(further[path] ?? [])])].flatMap((name) => {
    const value = examples[`${path} ${name}`] ?? examples[name];
    if (value === undefined) throw new Error(`${name} of ${path} has no example value.`);
    const values = typeof value === 'object' ? value : [String(value)];
    return values.map((text): [string, string] => [name, text]);
  });
}

/** The query of a request, as a person would write it: commas and colons stay. */
export function formatQuery(request: readonly (readonly [string, string])[]): string {
  return request
    .map(([name, value]) => {
      const escaped = encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':');
      return `${name}=${escaped}`;
    })
    .join('&');
}
