import { ratingChange } from '../data/recent-races.ts';
import type { RecentRace } from '../data/recent-races.ts';
import { changeWords, licenseWords, positionWords, ratingWords } from '../data/race-words.ts';
import { figure } from '../plots/figure.ts';
import { positionsPlot, ratingsPlot } from '../plots/race-plots.ts';
import { lapsPath, steps } from '../steps.ts';
import { figureColumns, figureTable } from './figure-table.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { moment } from './moment.ts';

function raceRow(race: RecentRace, now: number): Html {
  const change = ratingChange(race);
  return html`<tr role="row">
    <td role="cell" data-label="Race">
      <div>
        <a href="${lapsPath(race.subsession_id)}">${isolated(race.series_name)}</a>
        <p class="small">${isolated(race.track_name)} · ${moment(race.session_start_time, now)}</p>
      </div>
    </td>
    <td role="cell" data-label="Start" class="figure">${positionWords(race.start_position)}</td>
    <td role="cell" data-label="Finish" class="figure">
      <strong>${positionWords(race.finish_position)}</strong>
    </td>
    <td role="cell" data-label="iRating" class="figure">
      <span
        >${ratingWords(race.newi_rating)}
        ${change !== undefined && html`<span class="muted">${changeWords(change)}</span>`}</span
      >
    </td>
    <td role="cell" data-label="Licence" class="figure">
      ${licenseWords(race.license_level, race.new_sub_level)}
    </td>
    <td role="cell" data-label="Incidents" class="figure">${race.incidents}</td>
    <td role="cell" data-label="Laps" class="figure">${race.laps}</td>
  </tr>`;
}

function raceTable(races: readonly RecentRace[], now: number): Html {
  const columns = figureColumns('Start', 'Finish', 'iRating', 'Licence', 'Incidents', 'Laps');
  return figureTable(
    'Race',
    columns,
    races.map((race) => raceRow(race, now)),
  );
}

function wayOn(): Html {
  return html`<p class="muted">
    These are the newest ones.
    <a href="${steps.season.path}">My season</a> has all races of the running season,
    <a href="${steps.career.path}">My career</a> the iRating since the first one.
  </p>`;
}

/** What steps 3 and 4 say to somebody who has not raced. */
export function noRaces(): Html {
  return html`<section class="panel">
    <h2>No races yet</h2>
    <p>
      The data service knows of no race of yours. Finish one, then come back: it will be here with
      its position, its iRating and every lap.
    </p>
  </section>`;
}

/**
 * Step 3: the recent races as plots and as a table.
 *
 * @param races newest first
 */
export function racesPage(frame: PageFrame, races: readonly RecentRace[]): Html {
  const inTime = races.toReversed();
  return layout({
    frame,
    title: 'My races',
    step: steps.races,
    content:
      races.length === 0
        ? noRaces()
        : html`${figure(positionsPlot(inTime))} ${figure(ratingsPlot(inTime))} ${wayOn()}
            <section>
              <h2>All of them</h2>
              <p class="muted">The newest first. A race leads to its lap chart.</p>
              ${raceTable(races, frame.now)}
            </section>`,
  });
}
