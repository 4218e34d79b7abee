import type { Session } from '@pitpass/client';
import type { FastifyInstance } from 'fastify';

import { parseCareer, parseChart, parseSummary, parseYears } from '../data/career.ts';
import type { RatingPoint } from '../data/career.ts';
import { careerPage } from '../pages/career-page.ts';
import { noSuchCategory } from '../problem.ts';
import { steps } from '../steps.ts';
import { numberedStep } from './numbered-step.ts';
import type { PitWallParts } from './parts.ts';

const ratingChart = 1;

async function fetchRatings(session: Session, category_id: number): Promise<RatingPoint[]> {
  const chart = await session.get('member/chart_data', { category_id, chart_type: ratingChart });
  return parseChart(chart.payload);
}

/** The career of the member, category by category. */
export function addCareerRoutes(app: FastifyInstance, parts: PitWallParts): void {
  app.get(
    steps.career.path,
    numberedStep(parts, {
      parameter: 'category_id',
      missing: noSuchCategory,
      find: async ({ session }, asked) => {
        const [career, yearly, summary] = await Promise.all([
          session.get('stats/member_career'),
          session.get('stats/member_yearly'),
          session.get('stats/member_summary'),
        ]);
        const categories = parseCareer(career.payload);
        const year = parseSummary(summary.payload);
        const category_id = asked ?? categories[0]?.category_id;
        const chosen = categories.find((category) => category.category_id === category_id);
        if (asked !== undefined && chosen === undefined) return undefined;
        const ratings = chosen ? await fetchRatings(session, chosen.category_id) : [];
        const years = parseYears(yearly.payload).filter((each) => each.category_id === category_id);
        return (frame) => careerPage(frame, categories, year, { chosen, years, ratings });
      },
    }),
  );
}
