import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Visit } from '../browser/visits.ts';
import { parseMemberInfo } from '../data/member-info.ts';
import { profilePage } from '../pages/profile-page.ts';
import { sessionsPage } from '../pages/sessions-page.ts';
import { steps } from '../steps.ts';
import { createFrame, findVisit, readOwnForm, sendPage } from './answer.ts';
import type { PitWallParts } from './parts.ts';
import { signedIn } from './signed-in.ts';

/** The profile and the sessions of somebody who is signed in. */
export function addStepRoutes(app: FastifyInstance, parts: PitWallParts): void {
  const show = (visit: Visit, request: FastifyRequest, reply: FastifyReply) =>
    createFrame(request, reply, parts, visit);

  app.get(
    steps.profile.path,
    signedIn(parts, async (visit, request, reply) => {
      const [profile, info] = await Promise.all([
        visit.session.profile(),
        visit.session.get('member/info'),
      ]);
      visit.member = { name: profile.iracing_name, cust_id: profile.iracing_cust_id };
      const frame = await show(visit, request, reply);
      return sendPage(reply, parts, profilePage(frame, profile, parseMemberInfo(info.payload)));
    }),
  );
  app.get(
    steps.sessions.path,
    signedIn(parts, async (visit, request, reply) => {
      const sessions = await visit.session.sessions();
      return sendPage(reply, parts, sessionsPage(await show(visit, request, reply), sessions));
    }),
  );
  app.post('/sessions/end', async (request, reply) => {
    const form = readOwnForm(request, parts);
    const visit = findVisit(request, parts);
    const session_id = form.get('session_id') ?? '';
    if (visit !== undefined && session_id !== '') {
      await visit.session.revokeSessions([session_id]);
    }
    return reply.redirect(steps.sessions.path, 303);
  });
}
