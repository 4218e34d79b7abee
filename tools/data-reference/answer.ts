import type { MethodEntry } from '../../packages/data/src/catalogue/method-entry.ts';
import { methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import { origin } from '../../packages/data/test/harness.ts';
import type { Loose } from '../../packages/data/test/harness.ts';
import type { DataApi } from './requests.ts';

/** What a method answered, followed to its content. */
export type FollowedAnswer =
  | { readonly kind: 'not built' }
  | { readonly kind: 'table'; readonly beginning: string }
  | { readonly kind: 'rows'; readonly rows: readonly unknown[] }
  | { readonly kind: 'value'; readonly value: unknown };

/** How much of a table is read: more than an excerpt shows. */
const tableBytes = 4096;

async function readTable(api: DataApi, link: string): Promise<string> {
  const answer = await api.fastify.inject({
    url: link.slice(origin.length),
    payloadAsStream: true,
  });
  if (answer.statusCode !== 200) throw new Error(`A table answered ${answer.statusCode}.`);
  let text = '';
  for await (const part of answer.stream()) {
    text += String(part);
    if (text.length > tableBytes) break;
  }
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

async function readFile(api: DataApi, link: string): Promise<Loose> {
  const answer = await api.fetchLink(link);
  if (answer.statusCode !== 200) throw new Error(`A file answered ${answer.statusCode}.`);
  return answer.json();
}

/**
 * Asks a method and follows its answer as a client does; of a table and of chunks, the beginning.
 *
 * @throws when anything but 200 was answered, or 501 by a method that is not built
 */
export async function followAnswer(
  api: DataApi,
  entry: MethodEntry,
  query: string,
): Promise<FollowedAnswer> {
  const path = methodPath(entry);
  const answer = await api.get(`/data/${path}${query === '' ? '' : `?${query}`}`);
  if (answer.statusCode === 501) return { kind: 'not built' };
  if (answer.statusCode !== 200) {
    throw new Error(`${path}?${query} answered ${answer.statusCode}: ${answer.body}`);
  }
  const first = answer.json();
  const link = first.link ?? first.data_url;
  if (entry.delivery.kind === 'csv') {
    return { kind: 'table', beginning: await readTable(api, link) };
  }
  const value = typeof link === 'string' ? await readFile(api, link) : first;
  const info = value?.chunk_info ?? value?.data?.chunk_info;
  if (info === undefined || info === null || info.chunk_file_names.length === 0) {
    return { kind: 'value', value };
  }
  const rows = await readFile(api, info.base_download_url + info.chunk_file_names[0]);
  return { kind: 'rows', rows };
}
