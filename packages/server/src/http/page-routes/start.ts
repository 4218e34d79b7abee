import type { FastifyInstance } from 'fastify';

import type { BookDemo } from '../../book/facts.ts';
import { iracingPaths } from '../../dialect/iracing/paths.ts';
import { startPage } from '../../pages/start-page.ts';
import type { DemoLogin } from '../../pages/start-page.ts';
import { isFromOwnOrigin } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { mailboxPath } from './mailbox.ts';
import { refuseForm } from './posted-form.ts';

/** What the start page of a local service shows of its demo. */
export interface DemoPage {
  readonly members: readonly DemoLogin[];
  readonly pitWallUrl: string;
  /** The clients that the book shows its requests with. */
  readonly bookClients: BookDemo;
  /** A command that gets a token as it stands. */
  readonly curl: string;
  /** One that gets a Trackmania app a token of its own. */
  readonly trackmaniaCurl: string;
  /** The faults that are on, a sentence each. */
  readonly faults: readonly string[];
  /** Switches them all off. */
  readonly clearFaults: () => void;
}

const clearFaultsPath = '/local/faults/clear';

/** The start page at `/`: of a local service with its demo, elsewhere a way to the account. */
export function registerStart(app: FastifyInstance, parts: HttpParts): void {
  const { demo } = parts;
  app.get('/', (_request, reply) => {
    if (demo === undefined) return reply.redirect('/account', 303);
    const { members, pitWallUrl, curl, trackmaniaCurl, faults } = demo();
    const page = startPage({
      frame: pageFrame(parts),
      issuer: parts.origin,
      accountHref: `${parts.origin}/account`,
      ownAppsHref: `${parts.origin}/manager`,
      trackmaniaDocHref: `${parts.origin}/doc`,
      pitWallHref: pitWallUrl,
      mailboxHref: parts.origin + mailboxPath,
      dataDocHref: `${parts.origin}/data/doc`,
      guideHref: parts.origin + iracingPaths.book,
      members,
      curl,
      trackmaniaCurl,
      faults: { sentences: faults, clear: { action: clearFaultsPath, hidden: {} } },
    });
    return sendPage(reply, parts, page);
  });
  if (demo === undefined) return;
  app.post(clearFaultsPath, (request, reply) => {
    // Nobody is signed in here, so that there is nothing a form token could be bound to.
    if (!isFromOwnOrigin(request, parts.origin)) return refuseForm({ request, reply, parts });
    demo().clearFaults();
    return reply.redirect('/', 303);
  });
}
