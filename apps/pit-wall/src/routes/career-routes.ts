import type { FastifyInstance } from 'fastify';

import { parseCareer, parseChart, parseSummary, parseYears } from '../data/career.ts';
import { careerPage } from '../pages/career-page.ts';
import { noSuchCategory } from '../problem.ts';
import { steps } from '../steps.ts';
import { createFrame, sendPage, sendProblem } from './answer.ts';
import type { PitWallParts } from './parts.ts';
import { parseNumber, signedIn } from './signed-in.ts';

const ratingChart = 1;

/** The career of the member, category by category. */
export function addCareerRoutes(app: FastifyInstance, parts: PitWallParts): void {
  app.get(
    steps.career.path,
    signedIn(parts, async (visit, request, reply) => {
      const asked = parseNumber(request, parts.origin, 'category_id');
      if (Number.isNaN(asked)) return sendProblem(request, reply, parts, noSuchCategory);
      const { session } = visit;
      const [career, yearly, summary] = await Promise.all([
        session.get('stats/member_career'),
        session.get('stats/member_yearly'),
        session.get('stats/member_summary'),
      ]);
      const categories = parseCareer(career.payload);
      const chosen =
        asked === undefined
          ? categories[0]
          : categories.find(({ category_id }) => category_id === asked);
      if (asked !== undefined && chosen === undefined) {
        return sendProblem(request, reply, parts, noSuchCategory);
      }
      const category_id = chosen?.category_id;
      const chart =
        category_id === undefined
          ? undefined
          : await session.get('member/chart_data', { category_id, chart_type: ratingChart });
      const years = parseYears(yearly.payload).filter((year) => year.category_id === category_id);
      const frame = await createFrame(request, reply, parts, visit);
      const page = careerPage(frame, categories, parseSummary(summary.payload), {
        chosen,
        years,
        ratings: chart === undefined ? [] : parseChart(chart.payload),
      });
      return sendPage(reply, parts, page);
    }),
  );
}
