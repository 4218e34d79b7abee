import { findBestLap } from '../data/laps.ts';
import type { Gap, Lap } from '../data/laps.ts';
import type { RaceResult } from '../data/race-result.ts';
import type { RecentRace } from '../data/recent-races.ts';
import { gapWords, lapTimeWords, positionWords } from '../data/race-words.ts';
import { figure } from '../plots/figure.ts';
import { gapsPlot, lapsPlot } from '../plots/lap-plots.ts';
import { steps } from '../steps.ts';
import { html, isolated, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { dayWords, moment } from './moment.ts';
import { noRaces } from './races-page.ts';

/** One race of the member in all its laps. */
export interface RaceLaps {
  readonly subsession_id: number;
  readonly result: RaceResult;
  readonly laps: readonly Lap[];
  /** Gaps to the winner; none for the winner, or when they are not known. */
  readonly gaps: readonly Gap[];
}

function picker(races: readonly RecentRace[], chosen: number): Html {
  const option = (race: RecentRace): Html => {
    const words = `${dayWords(race.session_start_time)} · ${isolatedText(race.series_name)} · ${isolatedText(race.track_name)}`;
    return race.subsession_id === chosen
      ? html`<option value="${race.subsession_id}" selected>${words}</option>`
      : html`<option value="${race.subsession_id}">${words}</option>`;
  };
  return html`<form class="picker" method="get" action="${steps.laps.path}">
    <label for="race">Race</label>
    <select id="race" name="subsession_id">
      ${races.map(option)}
    </select>
    <button type="submit">Show its laps</button>
  </form>`;
}

/** How far behind the winner the member came in. */
export function behindWords({ own, winner }: RaceResult): string {
  if (own.finish_position === 0) return 'you won';
  if (own.interval >= 0) return `${gapWords(own.interval)} behind`;
  const lapsDown = (winner?.laps_complete ?? own.laps_complete) - own.laps_complete;
  if (lapsDown <= 0) return 'not said';
  return `${lapsDown} ${lapsDown === 1 ? 'lap' : 'laps'} behind`;
}

function facts({ result, laps }: RaceLaps): Html {
  const { own, winner } = result;
  const best = findBestLap(laps);
  const list: readonly (readonly [string, string | Html])[] = [
    ['Finish', `${positionWords(own.finish_position)} of ${result.starters}`],
    ['Start', positionWords(own.starting_position)],
    ['Best lap', best === undefined ? 'none' : lapTimeWords(best.lap_time)],
    ['Incidents', String(own.incidents)],
    ['To the winner', behindWords(result)],
    ['Winner', winner === undefined ? 'not said' : isolated(winner.display_name)],
  ];
  return html`<dl class="facts">
    ${list.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function raceSections(race: RaceLaps, now: number): Html {
  const { result, laps, gaps } = race;
  return html`<section class="panel">
      <h2>${isolated(result.series_name)}</h2>
      <p class="muted">${isolated(result.track_name)} · ${moment(result.start_time, now)}</p>
      ${facts(race)}
    </section>
    ${
      findBestLap(laps) === undefined
        ? html`<section class="panel">
            <h2>No lap times</h2>
            <p>You drove no whole lap in this race. Choose another one.</p>
          </section>`
        : figure(lapsPlot(laps))
    }
    ${gaps.length > 0 && figure(gapsPlot(gaps))}`;
}

/**
 * Step 4: the laps of one race, and the way to those of the others.
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
    title: 'Lap times',
    step: steps.laps,
    content: html`${races.length > 0 && picker(races, race?.subsession_id ?? 0)}
    ${race === undefined ? noRaces() : raceSections(race, frame.now)}`,
  });
}
