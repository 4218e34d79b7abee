import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the fake service was told to be like. Tests change it while it runs. */
export interface FakeState {
  /** What answers with a link say of how long they hold. */
  expires: string | undefined;
  /** How long such an answer takes. */
  slowMilliseconds: number;
  now: number;
  name: string;
  races: readonly Readonly<Record<string, unknown>>[];
  /** Answers the next authorization with this error instead of a code. */
  authorizationError: string | undefined;
  /** Answers every request to a path with this status. */
  readonly refusals: Map<string, number>;
  /** Every request: method and path, with `grant_type` for tokens. */
  readonly seen: string[];
  /** Live sessions by id, with the refresh token that each one takes next. */
  readonly sessions: Map<string, string>;
}

/** A small stand-in for the service and `/data`, that speaks the wire and keeps nothing else. */
export interface FakeService {
  readonly url: string;
  readonly state: FakeState;
  close(): Promise<void>;
}

export const fakeClient = { client_id: 'pit-wall', client_secret: 'pps_test-secret' } as const;
export const fakeCustId = 900_001;
const winnerCustId = 900_777;

const accessTokenLifetimeSeconds = 600;

function sha256(text: string, encoding: 'base64' | 'base64url'): string {
  return createHash('sha256').update(text).digest(encoding);
}

/** One race, with what a test says otherwise. */
export function fakeRace(
  index: number,
  own: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    subsession_id: 61_000_000 + index,
    series_name: `Series ${index}`,
    track: { track_id: 1, track_name: 'Halhollow Motor Park' },
    session_start_time: new Date((1_795_000_000 + index * 86_400) * 1000).toISOString(),
    start_position: 7,
    finish_position: index % 12,
    laps: 12,
    incidents: index % 5,
    strength_of_field: 1800,
    oldi_rating: 1800 + index * 10,
    newi_rating: 1810 + index * 10,
    license_level: 14,
    new_sub_level: 342,
    ...own,
  };
}

function resultRow(cust_id: number, display_name: string, finish_position: number) {
  return {
    cust_id,
    display_name,
    finish_position,
    starting_position: 7,
    laps_complete: 4,
    incidents: 2,
    interval: finish_position === 0 ? 0 : 123_456,
    best_lap_time: 924_567,
  };
}

function resultOf(state: FakeState, subsession_id: string | null): unknown {
  const race = state.races.find((each) => String(each['subsession_id']) === subsession_id);
  if (race === undefined) return undefined;
  return {
    series_name: race['series_name'],
    track: race['track'],
    start_time: race['session_start_time'],
    event_strength_of_field: 1800,
    session_results: [
      { simsession_number: -1, results: [] },
      {
        simsession_number: 0,
        results: [resultRow(winnerCustId, 'Wim Winner', 0), resultRow(fakeCustId, state.name, 3)],
      },
    ],
  };
}

/** The laps of two cars: the winner leads from the second lap on. */
function lapChartRows(name: string): unknown[] {
  return [winnerCustId, fakeCustId].flatMap((cust_id) =>
    lapRows(cust_id).map((row) => {
      const isFirst = cust_id === fakeCustId ? row.lap_number === 1 : row.lap_number > 1;
      return {
        ...row,
        group_id: cust_id,
        cust_id,
        display_name: cust_id === fakeCustId ? name : 'Wim Winner',
        lap_position: isFirst ? 1 : 2,
      };
    }),
  );
}

/** The series' season that the races are of, and one that nobody here has raced. */
export const fakeSeasonIds = { raced: 6058, other: 6059 } as const;

function seasonRows(): unknown[] {
  return Object.values(fakeSeasonIds).map((season_id) => ({
    season_id,
    season_name: `Season ${season_id}`,
    season_year: 2026,
    season_quarter: 4,
    race_week: 1,
    car_class_ids: [4008],
  }));
}

function schedule(season_id: number): unknown {
  const tracks = ['Halhollow Motor Park', 'Korridge Circuit', 'Elmsund Raceway'];
  return {
    season_id,
    schedules: tracks.map((track_name, race_week_num) => ({
      race_week_num,
      start_date: `2026-09-${String(8 + race_week_num * 7).padStart(2, '0')}`,
      track: { track_id: race_week_num, track_name, config_name: 'Short' },
    })),
  };
}

function seasonRaces(races: FakeState['races']): unknown[] {
  return races.map((race, index) => ({
    subsession_id: race['subsession_id'],
    season_id: fakeSeasonIds.raced,
    race_week_num: index === 0 ? 0 : 1,
    start_time: race['session_start_time'],
  }));
}

function standingRows(name: string, week: string | null): unknown[] {
  const points = week === null ? 140 : 70 + Number(week);
  const row = { starts: 3, wins: 1 };
  return [
    { ...row, rank: 1, cust_id: winnerCustId, display_name: 'Wim Winner', points: points + 9 },
    { ...row, rank: 2, cust_id: fakeCustId, display_name: name, points },
  ];
}

const careerStats = {
  category_id: 5,
  category: 'Sports Car',
  starts: 30,
  wins: 4,
  top5: 11,
  laps: 400,
  avg_finish_position: 8,
};

const careerPayloads: Readonly<Record<string, unknown>> = {
  '/data/stats/member_career': {
    stats: [careerStats, { ...careerStats, category_id: 1, starts: 0 }],
  },
  '/data/stats/member_yearly': { stats: [{ ...careerStats, year: 2026 }] },
  '/data/stats/member_summary': {
    this_year: {
      num_official_sessions: 28,
      num_league_sessions: 3,
      num_official_wins: 2,
      num_league_wins: 1,
    },
  },
  '/data/member/chart_data': {
    data: [
      { when: '2026-09-08', value: 1500 },
      { when: '2026-10-08', value: 1720 },
      { when: '2026-11-08', value: 1650 },
    ],
  },
};

function lapRows(cust_id: number) {
  const pace = cust_id === winnerCustId ? 0 : 3_000;
  const times = [-1, 1_010_000, 924_567, 931_000, -1];
  let session_time = 0;
  return times.map((time, lap_number) => {
    const lap_time = time < 0 ? -1 : time + pace;
    session_time += Math.max(lap_time, 0);
    return {
      lap_number,
      lap_time,
      session_time,
      incident: lap_number === 3,
      lap_events: lap_number === 3 ? ['off track'] : [],
    };
  });
}

const licenses = {
  oval: { category_name: 'Oval', group_name: 'Rookie', safety_rating: 2.5, irating: -1 },
  sports_car: {
    category_name: 'Sports Car',
    group_name: 'Class B',
    safety_rating: 3.42,
    irating: 1834,
  },
};

class Fake {
  readonly #state: FakeState;
  readonly #codes = new Map<string, { code_challenge: string; redirect_uri: string }>();
  // Access token to its session and its end.
  readonly #accessTokens = new Map<string, { session_id: string; ends: number }>();
  readonly #files = new Map<string, unknown>();
  #drawn = 0;

  constructor(state: FakeState) {
    this.#state = state;
  }

  #draw(kind: string): string {
    this.#drawn += 1;
    return `secret-${kind}-${this.#drawn}`;
  }

  answer(request: IncomingMessage, response: ServerResponse, form: URLSearchParams): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    const grant = form.get('grant_type');
    const key = `${request.method} ${url.pathname}`;
    this.#state.seen.push(grant === null ? key : `${key} ${grant}`);
    const refusal = this.#state.refusals.get(url.pathname);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': 'fake-request-1',
        ...headers,
      });
      response.end(status === 302 ? '' : JSON.stringify(body));
    };
    if (refusal !== undefined) {
      return send(refusal, { error: 'server_error', error_description: 'told to fail' });
    }
    if (url.pathname === '/oauth2/authorize') return this.#authorize(url, send);
    if (url.pathname === '/oauth2/token') return this.#token(form, send);
    const file = this.#files.get(url.pathname);
    if (file !== undefined) {
      const isBare = request.headers.authorization === undefined;
      return isBare ? send(200, file) : send(400, { error: 'InvalidArgument' });
    }
    const session_id = this.#authenticate(request);
    if (session_id === undefined) return send(401, { error: 'invalid_token' });
    if (url.pathname.startsWith('/data/')) return this.#data(request, url, send);
    return this.#account(key, session_id, form, send);
  }

  #authenticate(request: IncomingMessage): string | undefined {
    const token = this.#accessTokens.get(request.headers.authorization?.slice(7) ?? '');
    if (token === undefined || token.ends <= this.#state.now) return undefined;
    return this.#state.sessions.has(token.session_id) ? token.session_id : undefined;
  }

  #authorize(url: URL, send: Send): void {
    const parameters = url.searchParams;
    const back = new URL(parameters.get('redirect_uri') ?? '');
    back.searchParams.set('state', parameters.get('state') ?? '');
    const error = this.#state.authorizationError;
    if (error === undefined) {
      const code = this.#draw('code');
      const code_challenge = parameters.get('code_challenge') ?? '';
      this.#codes.set(code, { code_challenge, redirect_uri: parameters.get('redirect_uri') ?? '' });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', error);
      back.searchParams.set('error_description', 'the words of the service');
    }
    send(302, undefined, { location: back.href });
  }

  #token(form: URLSearchParams, send: Send): void {
    const { client_id, client_secret } = fakeClient;
    const masked = sha256(client_secret + client_id, 'base64');
    if (form.get('client_id') !== client_id || form.get('client_secret') !== masked) {
      return send(403, { error: 'invalid_client', error_description: 'client_secret wrong' });
    }
    const session_id = this.#redeem(form);
    if (session_id === undefined) {
      return send(400, { error: 'invalid_grant', error_description: 'used or unknown' });
    }
    const access_token = this.#draw('access');
    const refresh_token = this.#draw('refresh');
    const ends = this.#state.now + accessTokenLifetimeSeconds;
    this.#accessTokens.set(access_token, { session_id, ends });
    this.#state.sessions.set(session_id, refresh_token);
    send(200, {
      access_token,
      token_type: 'Bearer',
      expires_in: accessTokenLifetimeSeconds,
      refresh_token,
      refresh_token_expires_in: 604_800,
      scope: 'iracing.auth iracing.profile',
    });
  }

  /** The session that a code begins or a refresh token belongs to. */
  #redeem(form: URLSearchParams): string | undefined {
    const code = form.get('code') ?? '';
    if (form.get('grant_type') === 'authorization_code') {
      const known = this.#codes.get(code);
      this.#codes.delete(code);
      const isRight =
        known !== undefined &&
        sha256(form.get('code_verifier') ?? '', 'base64url') === known.code_challenge &&
        form.get('redirect_uri') === known.redirect_uri;
      return isRight ? randomUUID() : undefined;
    }
    const refresh_token = form.get('refresh_token');
    return [...this.#state.sessions].find(([, current]) => current === refresh_token)?.[0];
  }

  #account(key: string, session_id: string, form: URLSearchParams, send: Send): void {
    const { sessions, name, now } = this.#state;
    switch (key) {
      case 'GET /oauth2/iracing/profile':
        return send(200, { iracing_name: name, iracing_cust_id: fakeCustId });
      case 'GET /oauth2/sessions':
        return send(200, {
          sessions: [...sessions.keys()].map((id) => ({
            session_id: id,
            client_id: fakeClient.client_id,
            client_name: 'Pit Wall',
            auth_time: now - 60,
            last_activity: now,
            session_expiration: now + 604_800,
            current_session: id === session_id,
            last_ip: '127.0.0.1',
          })),
        });
      case 'POST /oauth2/revoke/current':
        sessions.delete(session_id);
        return send(200, null);
      case 'POST /oauth2/revoke/sessions':
        for (const id of (form.get('session_ids') ?? '').split(',')) sessions.delete(id);
        return send(200, null);
      default:
        return send(404, { error: 'not_found' });
    }
  }

  #data(request: IncomingMessage, url: URL, send: Send): void {
    const host = `http://${request.headers.host}`;
    const link = (payload: unknown): void => {
      const path = `/files/${this.#draw('signed-path')}.json`;
      this.#files.set(path, payload);
      const body = { link: `${host}${path}?X-Amz-Signature=secret-signature`, expires };
      setTimeout(() => send(200, body), slowMilliseconds);
    };
    const { name, races, expires, slowMilliseconds } = this.#state;
    const cust_id = Number(url.searchParams.get('cust_id') ?? fakeCustId);
    switch (url.pathname) {
      case '/data/member/info':
        return link({
          display_name: name,
          cust_id: fakeCustId,
          member_since: '2021-03-14',
          flair_name: 'Sweden',
          licenses,
        });
      case '/data/stats/member_recent_races':
        return link({ cust_id: fakeCustId, races });
      case '/data/results/get': {
        const result = resultOf(this.#state, url.searchParams.get('subsession_id'));
        return result === undefined ? send(404, { error: 'not_found' }) : link(result);
      }
      case '/data/results/lap_data':
        return link({ success: true, chunk_info: this.#chunks(host, lapRows(cust_id)) });
      case '/data/results/lap_chart_data':
        return link({ success: true, chunk_info: this.#chunks(host, lapChartRows(name)) });
      default:
        return this.#season(url, host, link, send);
    }
  }

  #chunks(host: string, rows: readonly unknown[]): unknown {
    const chunk = `${this.#draw('chunk')}.json`;
    this.#files.set(`/files/${chunk}`, rows);
    return { num_chunks: 1, base_download_url: `${host}/files/`, chunk_file_names: [chunk] };
  }

  #season(url: URL, host: string, link: (payload: unknown) => void, send: Send): void {
    const { name, races } = this.#state;
    switch (url.pathname) {
      case '/data/series/seasons':
        return link(seasonRows());
      case '/data/series/season_schedule':
        return link(schedule(Number(url.searchParams.get('season_id'))));
      case '/data/results/search_series': {
        const chunk_info = this.#chunks(host, seasonRaces(races));
        return send(200, { type: 'search_series_results', data: { success: true, chunk_info } });
      }
      case '/data/stats/member_division':
        return link({ division: 7 });
      case '/data/stats/season_driver_standings': {
        const rows = standingRows(name, url.searchParams.get('race_week_num'));
        return link({ success: true, chunk_info: this.#chunks(host, rows) });
      }
      default: {
        const career = careerPayloads[url.pathname];
        return career === undefined ? send(404, { error: 'not_found' }) : link(career);
      }
    }
  }
}

type Send = (status: number, body: unknown, headers?: Record<string, string>) => void;

/** Starts the fake service on a free port. */
export async function startFakeService(now: number): Promise<FakeService> {
  const state: FakeState = {
    now,
    expires: undefined,
    slowMilliseconds: 0,
    name: 'Alex Example',
    races: [1, 2, 3].map((index) => fakeRace(index)),
    authorizationError: undefined,
    refusals: new Map(),
    seen: [],
    sessions: new Map(),
  };
  const fake = new Fake(state);
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => fake.answer(request, response, new URLSearchParams(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    state,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
