import type { CareerStats, RatingPoint, YearStats, YearSummary } from '../data/career.ts';
import { careerPlot } from '../plots/career-plot.ts';
import { figure } from '../plots/figure.ts';
import { careerPath, steps } from '../steps.ts';
import { factList } from './facts.ts';
import { figureColumns, figureTable } from './figure-table.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PageFrame } from './layout.ts';

/** The category that is shown. */
export interface CareerInCategory {
  /** Undefined when the member has raced in none. */
  readonly chosen: CareerStats | undefined;
  /** The newest first. */
  readonly years: readonly YearStats[];
  /** The oldest first. */
  readonly ratings: readonly RatingPoint[];
}

function categoryLinks(categories: readonly CareerStats[], chosen: CareerStats): Html | undefined {
  if (categories.length < 2) return undefined;
  return html`<nav class="tabs" aria-label="Categories">
    ${categories.map(({ category, category_id }) =>
      category_id === chosen.category_id
        ? html`<a href="${careerPath(category_id)}" aria-current="page">${isolated(category)}</a>`
        : html`<a href="${careerPath(category_id)}">${isolated(category)}</a>`,
    )}
  </nav>`;
}

function summarySection(year: YearSummary): Html {
  return html`<section class="panel">
    <h2>This year</h2>
    ${factList([
      ['Official races', year.num_official_sessions],
      ['Official wins', year.num_official_wins],
      ['League races', year.num_league_sessions],
      ['League wins', year.num_league_wins],
    ])}
  </section>`;
}

function yearRow(stats: CareerStats, name: string | number): Html {
  return html`<tr role="row">
    <th role="rowheader" scope="row">${name}</th>
    <td role="cell" data-label="Starts" class="figure">${stats.starts}</td>
    <td role="cell" data-label="Wins" class="figure">${stats.wins}</td>
    <td role="cell" data-label="Top 5" class="figure">${stats.top5}</td>
    <td role="cell" data-label="Laps" class="figure">${stats.laps}</td>
    <td role="cell" data-label="Average finish" class="figure">${stats.avg_finish_position}</td>
  </tr>`;
}

function yearTable(years: readonly YearStats[], all: CareerStats): Html {
  const columns = figureColumns('Starts', 'Wins', 'Top 5', 'Laps', 'Average finish');
  const rows = years.map((stats) => yearRow(stats, stats.year));
  return html`<section>
    <h2>Year by year</h2>
    ${figureTable('Year', columns, [...rows, yearRow(all, 'All years')])}
  </section>`;
}

function noCareer(): Html {
  return html`<section class="panel">
    <h2>No career yet</h2>
    <p>
      You have not finished a race in any category. After the first one your iRating begins its line
      here.
    </p>
  </section>`;
}

function noRating(): Html {
  return html`<section class="panel">
    <h2>No iRating here yet</h2>
    <p>The races of this category have given you none. It begins after the rookie class.</p>
  </section>`;
}

function categorySections({ chosen, years, ratings }: CareerInCategory): Html {
  if (chosen === undefined) return noCareer();
  return html`${ratings.length === 0 ? noRating() : figure(careerPlot(ratings))}
  ${yearTable(years, chosen)}`;
}

/**
 * Step 6: the career, one category at a time.
 *
 * @param categories the categories that the member has raced in
 */
export function careerPage(
  frame: PageFrame,
  categories: readonly CareerStats[],
  summary: YearSummary,
  shown: CareerInCategory,
): Html {
  return layout({
    frame,
    title: shown.chosen === undefined ? 'My career' : `My career in ${shown.chosen.category}`,
    step: steps.career,
    content: html`${shown.chosen && categoryLinks(categories, shown.chosen)}
    ${categorySections(shown)} ${summarySection(summary)}`,
  });
}
