import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Visit } from '../browser/visits.ts';
import { renderHtml } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';
import { splitPage, waitingHead } from '../pages/layout.ts';
import type { PageFrame } from '../pages/layout.ts';
import { problemPage } from '../pages/problem-page.ts';
import type { Problem } from '../problem.ts';
import type { Step } from '../steps.ts';
import {
  createFrame,
  createLateErrorPage,
  readFrame,
  sendPage,
  sendProblem,
  sendText,
} from './answer.ts';
import type { PitWallParts } from './parts.ts';
import { signedIn } from './signed-in.ts';
import type { Handler } from './signed-in.ts';

type CreatePage = (frame: PageFrame) => Html;

/** A step about one thing of many, which the address may name by its number. */
export interface NumberedStep {
  readonly step: Step;
  /** The name of the number in the address. */
  readonly parameter: string;
  /** What is said when there is no such thing. */
  readonly missing: Problem;
  /**
   * Asks for the thing, or for the one that is shown when the address names none.
   *
   * @returns its page, or undefined when there is no such thing
   */
  readonly find: (visit: Visit, asked: number | undefined) => Promise<CreatePage | undefined>;
}

/** The number under a name in the address; undefined for none, NaN for what is no number. */
function parseNumber(url: string, parts: PitWallParts, name: string): number | undefined {
  const text = new URL(url, parts.origin).searchParams.get(name);
  if (text === null) return undefined;
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}

/** What takes no longer is not worth a word about it. */
const patienceMilliseconds = 300;

async function isSlow(work: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const patience = sleep(patienceMilliseconds, true, { signal: over.signal }).catch(() => false);
  const soon = work.then(
    () => false,
    () => false,
  );
  const answer = await Promise.race([patience, soon]);
  over.abort();
  return answer;
}

/** The page in two parts: its head at once, the rest when the data is there, or what went wrong. */
async function* inParts(
  request: FastifyRequest,
  parts: PitWallParts,
  visit: Visit,
  { step, missing }: NumberedStep,
  early: PageFrame,
  work: Promise<CreatePage | undefined>,
): AsyncGenerator<string> {
  yield waitingHead(early, step);
  let page: Html;
  try {
    const create = await work;
    const late = await readFrame(request, parts, visit, visit.id);
    const frame = {
      ...late,
      wire: [...early.wire, ...late.wire],
      spared: early.spared + late.spared,
    };
    page = create === undefined ? problemPage(frame, missing) : create(frame);
  } catch (error) {
    page = await createLateErrorPage(error, request, parts, visit);
  }
  const [, rest] = splitPage(renderHtml(page));
  yield rest;
}

/**
 * Runs a numbered step for somebody who is signed in. When its data takes its time, the head of the page
 * is sent before it.
 */
export function numberedStep(parts: PitWallParts, numbered: NumberedStep): Handler {
  const { parameter, missing, find } = numbered;
  return signedIn(parts, async (visit, request, reply): Promise<FastifyReply> => {
    const asked = parseNumber(request.url, parts, parameter);
    if (Number.isNaN(asked)) return sendProblem(request, reply, parts, missing);
    const work = find(visit, asked);
    if (request.method === 'GET' && (await isSlow(work))) {
      const early = await createFrame(request, reply, parts, visit);
      const text = inParts(request, parts, visit, numbered, early, work);
      return sendText(reply, parts, Readable.from(text));
    }
    const page = await work;
    if (page === undefined) return sendProblem(request, reply, parts, missing);
    return sendPage(reply, parts, page(await createFrame(request, reply, parts, visit)));
  });
}
