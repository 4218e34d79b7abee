import type { Token, Tokens } from 'marked';

import type { BookBlock } from '../pages/book-content.ts';
import { list, section } from './chapter.ts';
import type { ContentsEntry } from './contents.ts';
import type { BookFacts } from './facts.ts';
import {
  readMarkdown,
  splitAtHeadings,
  toBlocks,
  toSectionId,
  toSections,
} from './from-markdown.ts';
import type { MarkdownPart } from './from-markdown.ts';

// What the document begins with; every other part is a service.
const general = new Set(['Asking', 'Deliveries']);
const documentOrigin = 'http://localhost:7480';

/** The requests of a block, with this instance's address and the book's variable. */
function toExamples(text: string, { origin }: BookFacts): readonly BookBlock[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('curl '))
    .map((line) => {
      const request = line.replaceAll(documentOrigin, origin).replaceAll('$TOKEN', '$ACCESS_TOKEN');
      const path = /\/data\/([^"]*)/.exec(line)?.[1] ?? line;
      return { kind: 'example', name: `data.${path}`, request, status: 200 };
    });
}

function writeMethod(facts: BookFacts): (tokens: readonly Token[]) => readonly BookBlock[] {
  return (tokens) =>
    tokens.flatMap((token) =>
      token.type === 'code' && (token as Tokens.Code).lang === 'sh'
        ? toExamples((token as Tokens.Code).text, facts)
        : toBlocks([token]),
    );
}

function overview(
  parts: readonly MarkdownPart[],
  services: readonly ContentsEntry[],
  { settings }: BookFacts,
): ContentsEntry {
  const asking = parts.find(({ title }) => title === 'Asking');
  const deliveries = parts.find(({ title }) => title === 'Deliveries');
  return {
    name: 'data_api',
    number: '19',
    title: '/data',
    part: 'On this computer',
    write: () => ({
      lead: [
        'The data service that runs beside this one, with a made-up world of races. Its methods, parameters and kinds of answer are those of the original.',
        'All methods are GET and need an access token with the scope `iracing.auth`, of a client that is registered for `data-server`: `ACCESS_TOKEN` from [](token_endpoint).',
      ],
      sections: [
        section(
          'asking',
          'Asking',
          ...toBlocks((asking?.tokens ?? []).filter(({ type }) => type === 'table')),
          `A missing or wrong parameter is a 400 with a sentence that names it; one that a method does not know has no effect. A member has ${settings.dataRequestsPerMinute} requests a minute.`,
        ),
        section('deliveries', 'Deliveries', ...toBlocks(deliveries?.tokens ?? [])),
        section('services', 'Services', list(...services.map(({ name }) => `[](${name})`))),
      ],
    }),
  };
}

/** Chapter 19: `/data`, a chapter for each of its services. From docs/data-api.md. */
export function dataChapters(facts: BookFacts): readonly ContentsEntry[] {
  if (facts.dataReference === undefined) return [];
  const parts = splitAtHeadings(readMarkdown(facts.dataReference), 2);
  const services = parts
    .filter(({ title }) => title !== '' && !general.has(title))
    .map(({ title, tokens }, index): ContentsEntry => {
      const [before, ...methods] = splitAtHeadings(tokens, 3);
      return {
        name: `data_${toSectionId(title)}`,
        number: `19.${index + 1}`,
        title,
        write: () => ({
          lead: toBlocks(before?.tokens ?? []),
          sections: toSections(methods, writeMethod(facts)),
        }),
      };
    });
  return [overview(parts, services, facts), ...services];
}
