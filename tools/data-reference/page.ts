import type {
  MethodEntry,
  ParameterEntry,
} from '../../packages/data/src/catalogue/method-entry.ts';
import { catalogue, methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import { longestParameter } from '../../packages/data/src/catalogue/parameters.ts';
import {
  describeDefault,
  describeDelivery,
  describeLimits,
  describeWindow,
} from '../../packages/data/src/catalogue/words.ts';
import { origin } from '../../packages/data/test/harness.ts';
import { followAnswer } from './answer.ts';
import type { FollowedAnswer } from './answer.ts';
import { formatExcerpt, formatTableExcerpt } from './excerpt.ts';
import { exampleRequest, findExamples, formatQuery } from './requests.ts';
import type { DataApi } from './requests.ts';

const excerptLines = 12;

function formatParameter(parameter: ParameterEntry): string {
  const preset = describeDefault(parameter);
  const cells = [
    `\`${parameter.name}\``,
    parameter.type,
    parameter.required === true ? 'yes' : '',
    preset ?? '',
    describeLimits(parameter) ?? '',
    parameter.note ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function formatParameters({ parameters, freeForm }: MethodEntry): string {
  if (freeForm === true) return 'Any parameters, each as often as needed.';
  if (parameters.length === 0) return 'No parameters.';
  return [
    '| Parameter | Type | Required | Default | Limits | Note |',
    '| --- | --- | --- | --- | --- | --- |',
    ...parameters.map(formatParameter),
  ].join('\n');
}

function quote(word: string): string {
  return /^[\w=./:,-]+$/.test(word) ? word : `"${word}"`;
}

function formatRequest(entry: MethodEntry, request: readonly [string, string][]): string {
  const path = methodPath(entry);
  const query = request.length === 0 ? '' : `?${formatQuery(request)}`;
  const words = request.map(([name, value]) => ` ${quote(`${name}=${value}`)}`).join('');
  const output = entry.delivery.kind === 'csv' ? ` --out ${entry.method}.csv` : '';
  return [
    '```sh',
    `curl -s -H "Authorization: Bearer $TOKEN" "${origin}/data/${path}${query}"`,
    `npx pitpass get ${path}${words}${output}`,
    '```',
  ].join('\n');
}

function formatAnswer(answer: FollowedAnswer): string {
  switch (answer.kind) {
    case 'not built':
      return '**Not built yet**: the local service answers 501.';
    case 'table':
      return fence(formatTableExcerpt(answer.beginning, 5));
    case 'rows':
      return `Its rows:\n\n${fence(formatExcerpt(answer.rows, excerptLines))}`;
    case 'value':
      return fence(formatExcerpt(answer.value, excerptLines));
  }
}

// Not as JSON: Prettier would lay out the whole ones anew, and readers would see errors in the cut ones.
function fence(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

function formatMethod(
  entry: MethodEntry,
  request: readonly [string, string][],
  answer: FollowedAnswer,
): string {
  const notes = [entry.note ?? []].flat();
  return [
    `### ${methodPath(entry)}`,
    ...(notes.length > 0 ? [notes.join(' ')] : []),
    formatParameters(entry),
    [
      `- Delivery: ${describeDelivery(entry.delivery)}`,
      `- The answer stays the same for ${describeWindow(entry.expirationSeconds)}.`,
    ].join('\n'),
    formatRequest(entry, request),
    formatAnswer(answer),
  ].join('\n\n');
}

/** What stands before the methods. */
function formatBeginning(api: DataApi, services: number): string {
  const day = new Date(api.state.now * 1000).toISOString().slice(0, 10);
  return `# The methods of /data

All ${catalogue.length} methods in ${services} services, with their parameters, a request and the beginning of its answer.
\`tools/write-data-reference.ts\` writes this page from the catalogue of which the local service makes its routes
and its checks; \`/data/doc\` shows the same. The answers were computed by that service for a day that stands
still, ${day}, as the demo's first member: sessions, races and leagues that are named here are there from then
on, and figures of members go on.

## Asking

\`\`\`sh
npx pitpass login --password-limited
TOKEN=$(npx pitpass token)
\`\`\`

All methods are GET and need the token. With curl you get the first answer and follow it yourself;
\`npx pitpass get\`, and \`get\` of the SDK, follow it to the content, which is what is shown below. A missing or
wrong parameter is a 400 with a sentence that names it; one that a method does not know has no effect. A member
has 240 requests a minute.

| Type | Written |
| --- | --- |
| number | a whole number |
| numbers | whole numbers with commas between them |
| boolean | \`true\` or \`false\`, in any case |
| string | text |

A value has at most ${longestParameter} bytes as it is written in the URL.

## Deliveries

| First answer | Then |
| --- | --- |
| the content | nothing |
| \`{"link", "expires"}\` | GET \`link\`, **without** the token: JSON, or CSV |
| \`{"type", "data", "data_url"}\` | \`data\` is a summary; GET \`data_url\`, without the token |
| \`{"type", "data": {"chunk_info"}}\` | GET each chunk, without the token |
| \`{"link", "expires"}\`, whose object has \`chunk_info\` | GET \`link\`, then each chunk, without the token |

The address of a chunk is \`base_download_url\` followed by one of \`chunk_file_names\`; each is an array, and
together they are the rows. A link that is over answers 403: ask the method again. The content may be kept until
\`expires\`, a link never. An answer stays the same in windows of a minute or of 15, which begin for everybody at
once.`;
}

/**
 * Asks every method once, in the order of the catalogue, and writes the page, before Prettier has
 * aligned its tables.
 *
 * @throws when a parameter has no example, or a method does not answer its own
 */
export async function formatReference(api: DataApi, caller: number): Promise<string> {
  const examples = await findExamples(api, caller);
  const chapters = new Map<string, string[]>();
  for (const entry of catalogue) {
    const request = exampleRequest(entry, examples);
    const answer = await followAnswer(api, entry, formatQuery(request));
    const chapter = chapters.get(entry.service) ?? [`## ${entry.service}`];
    chapters.set(entry.service, [...chapter, formatMethod(entry, request, answer)]);
  }
  const texts = [formatBeginning(api, chapters.size), ...[...chapters.values()].flat()];
  return `${texts.join('\n\n')}\n`;
}
