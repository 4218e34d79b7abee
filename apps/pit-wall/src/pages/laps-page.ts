import type { CarLaps } from '../data/lap-chart.ts';
import { findBestLap } from '../data/laps.ts';
import type { Gap, Lap } from '../data/laps.ts';
import type { RaceResult, Standing } from '../data/race-result.ts';
import type { RecentRace } from '../data/recent-races.ts';
import { gapWords, lapTimeWords, positionWords } from '../data/race-words.ts';
import { figure } from '../plots/figure.ts';
import { lapChartPlot } from '../plots/lap-chart-plot.ts';
import { gapsPlot, lapsPlot } from '../plots/lap-plots.ts';
import { seasonPath, steps } from '../steps.ts';
import { factList } from './facts.ts';
import { figureColumns, figureTable } from './figure-table.ts';
import { html, isolated, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { dayWords, moment } from './moment.ts';
import { pickerForm } from './picker.ts';
import { noRaces } from './races-page.ts';

/** One race of the member in all its laps. */
export interface RaceLaps {
  readonly subsession_id: number;
  readonly cust_id: number;
  readonly result: RaceResult;
  readonly laps: readonly Lap[];
  /** Everybody's laps; undefined when they were refused. */
  readonly cars: readonly CarLaps[] | undefined;
  /** Gaps to the winner; none for the winner, or when they are not known. */
  readonly gaps: readonly Gap[];
}

function picker(races: readonly RecentRace[], chosen: number): Html {
  return pickerForm({
    action: steps.laps.path,
    label: 'Race',
    id: 'race',
    name: 'subsession_id',
    chosen,
    options: races.map((race) => ({
      value: race.subsession_id,
      words: `${dayWords(race.session_start_time)} · ${isolatedText(race.series_name)} · ${isolatedText(race.track_name)}`,
    })),
    button: 'Show this race',
  });
}

function lapsDown(own: Standing, winner: Standing | undefined): number {
  return (winner?.laps_complete ?? own.laps_complete) - own.laps_complete;
}

/** How far behind the winner the member came in. */
export function behindWords({ own, winner }: RaceResult): string {
  if (own.finish_position === 0) return 'you won';
  if (own.interval >= 0) return `${gapWords(own.interval)} behind`;
  const laps = lapsDown(own, winner);
  return laps <= 0 ? 'not said' : `${laps} ${laps === 1 ? 'lap' : 'laps'} behind`;
}

/** The same for anybody, as short as a column of it wants it: "+2.524 s", "+1 lap". */
function gapCell(standing: Standing, winner: Standing | undefined): string {
  if (standing.finish_position === 0) return 'won';
  if (standing.interval >= 0) return `+${gapWords(standing.interval)}`;
  const laps = lapsDown(standing, winner);
  return laps <= 0 ? '–' : `+${laps} ${laps === 1 ? 'lap' : 'laps'}`;
}

function facts({ result, laps }: RaceLaps): Html {
  const { own, winner } = result;
  const best = findBestLap(laps);
  return factList([
    ['Finish', `${positionWords(own.finish_position)} of ${result.starters}`],
    ['Start', positionWords(own.starting_position)],
    ['Best lap', best === undefined ? 'none' : lapTimeWords(best.lap_time)],
    ['Incidents', String(own.incidents)],
    ['To the winner', behindWords(result)],
    ['Winner', winner === undefined ? 'not said' : isolated(winner.display_name)],
  ]);
}

// An older race is of a season that is over.
const seasonSecondsMax = 13 * 7 * 86_400;

function noLapChart(isRefused: boolean): Html {
  return html`<section class="panel">
    <h2>No lap chart</h2>
    <p>
      ${
        isRefused
          ? 'The data service refused the laps of the whole field; the messages below say with what status. Load the page again.'
          : 'The data service has no laps of the whole field for this race.'
      }
    </p>
  </section>`;
}

function resultRow(standing: Standing, { result, cust_id }: RaceLaps): Html {
  const isOwn = standing.cust_id === cust_id;
  const name = isolated(standing.display_name);
  return html`<tr role="row" class="${isOwn ? 'own' : ''}">
    <td role="cell" data-label="Driver">
      ${isOwn ? html`<strong>${name}</strong> <span class="ok small">you</span>` : name}
    </td>
    <td role="cell" data-label="Finish" class="figure">
      ${positionWords(standing.finish_position)}
    </td>
    <td role="cell" data-label="Start" class="figure">
      ${positionWords(standing.starting_position)}
    </td>
    <td role="cell" data-label="Laps" class="figure">${standing.laps_complete}</td>
    <td role="cell" data-label="Gap" class="figure">${gapCell(standing, result.winner)}</td>
    <td role="cell" data-label="Best lap" class="figure">
      ${standing.best_lap_time > 0 ? lapTimeWords(standing.best_lap_time) : 'none'}
    </td>
    <td role="cell" data-label="Incidents" class="figure">${standing.incidents}</td>
  </tr>`;
}

function resultTable(race: RaceLaps): Html {
  const columns = figureColumns('Finish', 'Start', 'Laps', 'Gap', 'Best lap', 'Incidents');
  const rows = race.result.field.map((standing) => resultRow(standing, race));
  return html`<section>
    <h2>Result</h2>
    ${figureTable('Driver', columns, rows)}
  </section>`;
}

function raceSections(race: RaceLaps, now: number): Html {
  const { result, laps, gaps, cars, cust_id } = race;
  const hasChart = cars !== undefined && cars.length > 0;
  return html`<section class="panel">
      <h2>${isolated(result.series_name)}</h2>
      <p class="muted">${isolated(result.track_name)} · ${moment(result.start_time, now)}</p>
      ${facts(race)}
      ${
        result.season_id !== undefined &&
        now - result.start_time < seasonSecondsMax &&
        html`<p><a href="${seasonPath(result.season_id)}">Your season in this series</a></p>`
      }
    </section>
    ${hasChart ? figure(lapChartPlot(cars, result, cust_id)) : noLapChart(cars === undefined)}
    ${
      findBestLap(laps) === undefined
        ? html`<section class="panel">
            <h2>No lap times</h2>
            <p>You drove no whole lap in this race. Choose another one.</p>
          </section>`
        : figure(lapsPlot(laps))
    }
    ${gaps.length > 0 && figure(gapsPlot(gaps))} ${resultTable(race)}`;
}

/**
 * Step 4: one race with its lap chart, the member's laps and its result, and the way to those of the others.
 *
 * @param races newest first
 * @param race undefined only when there are no races
 */
export function lapsPage(
  frame: PageFrame,
  races: readonly RecentRace[],
  race: RaceLaps | undefined,
): Html {
  return layout({
    frame,
    title: 'One race',
    step: steps.laps,
    content: html`${races.length > 0 && picker(races, race?.subsession_id ?? 0)}
    ${race === undefined ? noRaces() : raceSections(race, frame.now)}`,
  });
}
