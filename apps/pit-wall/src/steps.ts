/** One of the steps that Pit Wall walks. */
export interface Step {
  readonly number: number;
  readonly path: string;
  readonly name: string;
  /** What happens on the wire, in a sentence. */
  readonly wire: string;
}

/** The steps of the Data API workflow, in their order. */
export const steps = {
  signIn: {
    number: 1,
    path: '/',
    name: 'Sign in',
    wire: 'Your browser goes to /oauth2/authorize with a state and an S256 code challenge and comes back with a code, which Pit Wall trades for tokens at /oauth2/token.',
  },
  profile: {
    number: 2,
    path: '/profile',
    name: 'My profile',
    wire: 'Each call carries the access token as Bearer; when it has expired, the refresh token is traded for a new pair first, and it works only that once.',
  },
  races: {
    number: 3,
    path: '/races',
    name: 'My races',
    wire: '/data/stats/member_recent_races answers with a signed link that lives 120 seconds; the races are fetched from there, without the token.',
  },
  laps: {
    number: 4,
    path: '/laps',
    name: 'One race',
    wire: '/data/results/lap_chart_data and lap_data answer with a link, the file behind it names its chunks, and the rows of all chunks make the lap chart.',
  },
  season: {
    number: 5,
    path: '/season',
    name: 'My season',
    wire: '/data/results/search_series answers at once and names its chunks in it; standings have thousands of rows, so each week is asked for your division alone.',
  },
  career: {
    number: 6,
    path: '/career',
    name: 'My career',
    wire: '/data/member/chart_data gives one point for each day with a race, for one category and one kind of rating at a time.',
  },
  sessions: {
    number: 7,
    path: '/sessions',
    name: 'My sessions',
    wire: 'GET /oauth2/sessions lists your sign-ins with this app; /oauth2/revoke/sessions ends one, and its tokens stop working at once.',
  },
} as const satisfies Record<string, Step>;

/** All steps, the first one first. */
export const allSteps: readonly Step[] = Object.values(steps);

/** What happens on the wire when somebody signs out. */
export const signOutWire =
  'POST /oauth2/revoke/current ends the session at the service; only then does Pit Wall forget its tokens.';

const ownPath =
  /^\/(?:profile|races|sessions|laps(?:\?subsession_id=\d{1,12})?|season(?:\?season_id=\d{1,12})?|career(?:\?category_id=\d{1,12})?)?$/;

/** The path of a step to go back to; the first one when the text is anything else. */
export function parseStepPath(text: string | null): string {
  return text !== null && ownPath.test(text) ? text : steps.signIn.path;
}

/** Where the laps of a race are. */
export function lapsPath(subsession_id: number): string {
  return `${steps.laps.path}?subsession_id=${subsession_id}`;
}

/** Where a series' season is. */
export function seasonPath(season_id: number): string {
  return `${steps.season.path}?season_id=${season_id}`;
}

/** Where the career in a category is. */
export function careerPath(category_id: number): string {
  return `${steps.career.path}?category_id=${category_id}`;
}
