import type { FastifyInstance } from 'fastify';

import type { KeptAnswers } from '../browser/kept-answers.ts';
import { parseCareer, parseChart, parseSummary, parseYears } from '../data/career.ts';
import type { RatingPoint } from '../data/career.ts';
import { careerPage } from '../pages/career-page.ts';
import { noSuchCategory } from '../problem.ts';
import { steps } from '../steps.ts';
import { numberedStep } from './numbered-step.ts';
import type { PitWallParts } from './parts.ts';

const ratingChart = 1;

async function fetchRatings(answers: KeptAnswers, category_id: number): Promise<RatingPoint[]> {
  const question = { category_id, chart_type: ratingChart };
  return answers.ask('member/chart_data', question, ({ payload }) => parseChart(payload));
}

/** The career of the member, category by category. */
export function addCareerRoutes(app: FastifyInstance, parts: PitWallParts): void {
  app.get(
    steps.career.path,
    numberedStep(parts, {
      step: steps.career,
      parameter: 'category_id',
      missing: noSuchCategory,
      find: async ({ answers }, asked) => {
        const [categories, allYears, year] = await Promise.all([
          answers.ask('stats/member_career', {}, ({ payload }) => parseCareer(payload)),
          answers.ask('stats/member_yearly', {}, ({ payload }) => parseYears(payload)),
          answers.ask('stats/member_summary', {}, ({ payload }) => parseSummary(payload)),
        ]);
        const category_id = asked ?? categories[0]?.category_id;
        const chosen = categories.find((category) => category.category_id === category_id);
        if (asked !== undefined && chosen === undefined) return undefined;
        const ratings = chosen ? await fetchRatings(answers, chosen.category_id) : [];
        const years = allYears.filter((each) => each.category_id === category_id);
        return (frame) => careerPage(frame, categories, year, { chosen, years, ratings });
      },
    }),
  );
}
