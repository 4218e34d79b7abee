import { findMethod } from '@pitpass/data/catalogue';

import { refuseUnknownMethod, toMethodPath } from '../data-methods/data-request.ts';
import { describeMethod, listMethods } from '../data-methods/describe-methods.ts';
import type { MethodSummary } from '../data-methods/describe-methods.ts';
import { usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { cutToWidth, padToWidth } from '../terminal/display-width.ts';
import { print } from '../terminal/output.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';

function formatSummaries(methods: readonly MethodSummary[], width: number): string {
  const nameWidth = Math.max(...methods.map(({ method }) => method.length));
  const isNarrow = nameWidth + 20 > width;
  return methods
    .map(({ method, parameters, note }) => {
      const words = [parameters, note].filter((text) => text !== '').join(' · ');
      const line = isNarrow ? method : `${padToWidth(method, nameWidth)}  ${words}`;
      return `${cutToWidth(line, width).trimEnd()}\n`;
    })
    .join('');
}

/** `pitpass get --list`: the methods that hold the words, a line each. */
export async function listCatalogue(
  words: readonly string[],
  isJson: boolean,
  surroundings: Surroundings,
): Promise<void> {
  const methods = listMethods(words);
  if (methods.length === 0) {
    throw usageProblem(
      `No data method has ${words.map((word) => `"${word}"`).join(' and ')} in its name, parameters or note; "pitpass get --list" shows all.`,
    );
  }
  const { isTTY, columns = 80 } = surroundings.output;
  const width = isTTY === true ? columns : Number.POSITIVE_INFINITY;
  const text = isJson ? `${toVisibleJson(methods, false)}\n` : formatSummaries(methods, width);
  await print(surroundings, text);
}

/** `pitpass get METHOD --describe`: what the catalogue knows of one method. */
export async function describeInCatalogue(
  path: string | undefined,
  isJson: boolean,
  surroundings: Surroundings,
): Promise<void> {
  if (path === undefined) {
    throw usageProblem('Which method? For example "pitpass get results/get --describe".');
  }
  const entry = findMethod(toMethodPath(path));
  if (entry === undefined) {
    const unwritten = path.replace(/^\/data\//, '');
    refuseUnknownMethod({
      path: unwritten,
      entry,
      parameters: new URLSearchParams(),
      unknownNames: [],
    });
    throw usageProblem(`${path} is not in the catalogue; "pitpass get ${path}" asks it.`);
  }
  await print(surroundings, isJson ? `${toVisibleJson(entry, false)}\n` : describeMethod(entry));
}
