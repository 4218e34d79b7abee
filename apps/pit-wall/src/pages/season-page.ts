import { divisionWords } from '../data/season-standings.ts';
import type { OwnStanding, StandingRow } from '../data/season-standings.ts';
import type { ScheduledWeek, SeasonRace, SeriesSeason } from '../data/seasons.ts';
import { figure } from '../plots/figure.ts';
import { weeksPlot } from '../plots/season-plot.ts';
import { lapsPath, steps } from '../steps.ts';
import { factList } from './facts.ts';
import { figureColumns, figureTable } from './figure-table.ts';
import { html, isolated, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { dayWords } from './moment.ts';
import { pickerForm } from './picker.ts';

/** A series' season with the races that the member drove in it, the oldest first. */
export interface OwnSeries {
  readonly season: SeriesSeason;
  readonly races: readonly SeasonRace[];
}

/** What is known of one series' season. */
export interface SeasonDetails {
  readonly series: OwnSeries;
  readonly weeks: readonly ScheduledWeek[];
  /** Counted from 0; undefined when the member has none, and standings are those of everybody. */
  readonly division: number | undefined;
  /** Undefined when the member is in none, or it was refused. */
  readonly standing: OwnStanding | undefined;
  /** By week, for weeks that were raced. */
  readonly weekStandings: ReadonlyMap<number, OwnStanding | undefined>;
  /** Whether the service refused a standing, so that what is missing says nothing. */
  readonly isRefused: boolean;
}

function picker(raced: readonly OwnSeries[], chosen: SeriesSeason): Html {
  const isAmong = raced.some(({ season }) => season.season_id === chosen.season_id);
  const shown = isAmong ? raced : [{ season: chosen, races: [] }, ...raced];
  return pickerForm({
    action: steps.season.path,
    label: 'Series',
    id: 'season',
    name: 'season_id',
    chosen: chosen.season_id,
    options: shown.map(({ season, races }) => {
      const count = races.length === 1 ? 'one race' : `${races.length} races`;
      return {
        value: season.season_id,
        words: `${isolatedText(season.season_name)} · ${count}`,
      };
    }),
    button: 'Show its season',
  });
}

function facts({ series, standing, division }: SeasonDetails): Html {
  return factList([
    ['Place', standing && `${standing.own.rank} of ${standing.drivers}`],
    ['Points', standing && String(standing.own.points)],
    ['Starts', String(standing?.own.starts ?? series.races.length)],
    ['Wins', standing && String(standing.own.wins)],
    ['Division', division === undefined ? undefined : divisionWords(division)],
    ['Week now', String(series.season.race_week + 1)],
  ]);
}

function standingRow(row: StandingRow, cust_id: number): Html {
  const isOwn = row.cust_id === cust_id;
  return html`<tr role="row" class="${isOwn ? 'own' : ''}">
    <td role="cell" data-label="Driver">
      ${isOwn ? html`<strong>${isolated(row.display_name)}</strong>` : isolated(row.display_name)}
      ${isOwn && html`<span class="ok small">you</span>`}
    </td>
    <td role="cell" data-label="Place" class="figure">${row.rank}</td>
    <td role="cell" data-label="Points" class="figure">${row.points}</td>
    <td role="cell" data-label="Starts" class="figure">${row.starts}</td>
  </tr>`;
}

function refusedStandings(): Html {
  return html`<section class="panel problem">
    <h2>Some standings are missing</h2>
    <p>
      The data service refused them; the messages below say which ones and with what status. Points
      and places that are not shown here may exist. Load the page again.
    </p>
  </section>`;
}

function standingSection(details: SeasonDetails, cust_id: number): Html | undefined {
  const { standing, division, isRefused } = details;
  const where = division === undefined ? 'of everybody' : `of ${divisionWords(division)}`;
  if (standing === undefined) {
    if (isRefused) return undefined;
    return html`<section class="panel">
      <h2>No standing yet</h2>
      <p>
        The data service has no place of yours in this season. A standing begins with the first
        official race that counts; the schedule below says where the next one is.
      </p>
    </section>`;
  }
  return html`<section>
    <h2>Around you</h2>
    <p class="muted">The standing ${where}, all weeks together.</p>
    ${figureTable(
      'Driver',
      figureColumns('Place', 'Points', 'Starts'),
      standing.around.map((row) => standingRow(row, cust_id)),
    )}
  </section>`;
}

function startWords(day: string): string {
  const milliseconds = Date.parse(day);
  return Number.isNaN(milliseconds) ? day : dayWords(Math.floor(milliseconds / 1000));
}

function raceLinks(races: readonly SeasonRace[], week: number): Html | string {
  if (races.length === 0) return '–';
  return html`${races.map(
    ({ subsession_id }, index) =>
      html`${index > 0 && ', '}<a href="${lapsPath(subsession_id)}"
          >Race ${races.length > 1 && index + 1}<span class="visually-hidden">
            of week ${week + 1}</span
          ></a
        >`,
  )}`;
}

function weekRow(week: ScheduledWeek, { series, weekStandings }: SeasonDetails): Html {
  const isNow = week.race_week_num === series.season.race_week;
  const own = weekStandings.get(week.race_week_num)?.own;
  const races = series.races.filter(({ race_week_num }) => race_week_num === week.race_week_num);
  return html`<tr role="row" class="${isNow ? 'own' : ''}">
    <td role="cell" data-label="Track">
      <div>
        <span class="muted">${week.race_week_num + 1}</span> ${isolated(week.track_name)}
        ${isNow && html`<span class="ok small">this week</span>`}
        <p class="small">
          ${week.config_name !== undefined && html`${isolated(week.config_name)} · `}from
          ${isolated(startWords(week.start_date))}
        </p>
      </div>
    </td>
    <td role="cell" data-label="Points" class="figure">${own?.points ?? '–'}</td>
    <td role="cell" data-label="Place" class="figure">${own?.rank ?? '–'}</td>
    <td role="cell" data-label="Your races">${raceLinks(races, week.race_week_num)}</td>
  </tr>`;
}

function scheduleSection(details: SeasonDetails): Html {
  return html`<section>
    <h2>Schedule</h2>
    <p class="muted">
      Points and place are those of the week in your division; a race leads to its lap chart.
    </p>
    ${figureTable(
      'Track',
      [...figureColumns('Points', 'Place'), { name: 'Your races', isFigure: false }],
      details.weeks.map((week) => weekRow(week, details)),
    )}
  </section>`;
}

function seasonSections(details: SeasonDetails, cust_id: number): Html {
  const { season } = details.series;
  const weeks = details.weeks.map(({ race_week_num, track_name }) => {
    const own = details.weekStandings.get(race_week_num)?.own;
    return { race_week_num, track_name, points: own?.points, rank: own?.rank };
  });
  return html`<section class="panel">
      <h2>${isolated(season.season_name)}</h2>
      ${facts(details)}
    </section>
    ${details.isRefused && refusedStandings()}
    ${
      weeks.some(({ points }) => points !== undefined) && figure(weeksPlot(weeks, season.race_week))
    }
    ${standingSection(details, cust_id)} ${weeks.length > 0 && scheduleSection(details)}`;
}

function noSeason(): Html {
  return html`<section class="panel">
    <h2>No race this season</h2>
    <p>
      You have not driven an official race in the season that is running. Drive one in any series,
      then come back: its points, your place and its schedule will be here.
    </p>
    <a class="button" href="${steps.career.path}">See your career</a>
  </section>`;
}

/**
 * Step 5: the running season in one series, and the way to the other series.
 *
 * @param raced the series that the member raced, the newest first
 * @param details undefined only when there are none
 */
export function seasonPage(
  frame: PageFrame,
  cust_id: number,
  raced: readonly OwnSeries[],
  details: SeasonDetails | undefined,
): Html {
  return layout({
    frame,
    title: 'My season',
    step: steps.season,
    content:
      details === undefined
        ? noSeason()
        : html`${picker(raced, details.series.season)} ${seasonSections(details, cust_id)}`,
  });
}
