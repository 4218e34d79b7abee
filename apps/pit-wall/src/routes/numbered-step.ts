import type { Visit } from '../browser/visits.ts';
import type { Html } from '../pages/html.ts';
import type { PageFrame } from '../pages/layout.ts';
import type { Problem } from '../problem.ts';
import { createFrame, sendPage, sendProblem } from './answer.ts';
import type { PitWallParts } from './parts.ts';
import { signedIn } from './signed-in.ts';
import type { Handler } from './signed-in.ts';

/** A step about one thing of many, which the address may name by its number. */
export interface NumberedStep {
  /** The name of the number in the address. */
  readonly parameter: string;
  /** What is said when there is no such thing. */
  readonly missing: Problem;
  /**
   * Asks for the thing, or for the one that is shown when the address names none.
   *
   * @returns its page, or undefined when there is no such thing
   */
  readonly find: (
    visit: Visit,
    asked: number | undefined,
  ) => Promise<((frame: PageFrame) => Html) | undefined>;
}

/** The number under a name in the address; undefined for none, NaN for what is no number. */
function parseNumber(url: string, parts: PitWallParts, name: string): number | undefined {
  const text = new URL(url, parts.origin).searchParams.get(name);
  if (text === null) return undefined;
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}

/** Runs a numbered step for somebody who is signed in. */
export function numberedStep(
  parts: PitWallParts,
  { parameter, missing, find }: NumberedStep,
): Handler {
  return signedIn(parts, async (visit, request, reply) => {
    const asked = parseNumber(request.url, parts, parameter);
    const page = Number.isNaN(asked) ? undefined : await find(visit, asked);
    if (page === undefined) return sendProblem(request, reply, parts, missing);
    const frame = await createFrame(request, reply, parts, visit);
    return sendPage(reply, parts, page(frame));
  });
}
