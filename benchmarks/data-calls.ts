import { catalogue, methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import type { MethodEntry } from '../packages/data/src/catalogue/method-entry.ts';
import { claimsOf, startDataApi } from '../packages/data/test/harness.ts';
import { exampleRequest, findExamples, formatQuery } from '../tools/data-reference/requests.ts';

const firstMadeUpMember = 100_001;
const madeUpMembers = 300_000;
const memberStep = 17_291;

/** A service, and who asks it. */
export interface Target {
  readonly origin: string;
  readonly access_token: string;
}

/** One method's request with a member's own ids. */
export interface Step {
  readonly entry: MethodEntry;
  readonly query: string;
}

/** What one call of a method cost, all its files included. */
export interface Call {
  readonly path: string;
  readonly firstMs: number;
  readonly wholeMs: number;
  readonly bytes: number;
  readonly answers: number;
}

/** The requests of as many members as there are clients, so that each client asks for other things. */
export async function createSteps(clientCount: number): Promise<Step[][]> {
  const now = Math.floor(Date.now() / 1000);
  const lists: Step[][] = [];
  for (let i = 0; lists.length < clientCount; i += 1) {
    const caller = firstMadeUpMember + ((i * memberStep) % madeUpMembers);
    const api = await startDataApi();
    api.state.now = now;
    api.state.tokens.set('token-1', claimsOf(caller, { exp: now + 600 }));
    const { races } = await api.read('stats/member_recent_races');
    if (races.length === 0) continue;
    const examples = await findExamples(api, caller);
    lists.push(
      catalogue.map((entry) => ({ entry, query: formatQuery(exampleRequest(entry, examples)) })),
    );
    await api.fastify.close();
  }
  return lists;
}

/** Reads an answer to its end; keeps what is JSON of the first answer and of files that may have chunks. */
async function readAll(
  response: Response,
  isKept: boolean,
): Promise<[text: string, bytes: number]> {
  if (isKept) {
    const text = await response.text();
    return [text, Buffer.byteLength(text)];
  }
  let bytes = 0;
  for await (const part of response.body ?? []) bytes += (part as Uint8Array).byteLength;
  return ['', bytes];
}

interface ChunkInfo {
  readonly base_download_url: string;
  readonly chunk_file_names: readonly string[];
}

interface FollowedObject {
  readonly link?: string;
  readonly data_url?: string;
  readonly csv_url?: string;
  readonly chunk_info?: ChunkInfo | null;
  readonly data?: { readonly chunk_info?: ChunkInfo | null } | null;
}

/** Calls a method and reads everything that its answer leads to. Undefined for one that is not built. */
export async function call(
  { origin, access_token }: Target,
  { entry, query }: Step,
  signal: AbortSignal,
): Promise<Call | undefined> {
  const path = methodPath(entry);
  const began = performance.now();
  const headers = { authorization: `Bearer ${access_token}` };
  const first = await fetch(`${origin}/data/${path}?${query}`, { headers, signal });
  const [text, firstBytes] = await readAll(first, true);
  const firstMs = performance.now() - began;
  if (first.status === 501) return undefined;
  if (first.status !== 200) throw new Error(`${path}?${query}: ${first.status} ${text}`);
  let bytes = firstBytes;
  let answers = 1;
  const fetchFile = async (url: string, isKept: boolean): Promise<FollowedObject> => {
    const response = await fetch(url, { signal });
    const [body, length] = await readAll(response, isKept);
    if (response.status !== 200) throw new Error(`${path}: a file answered ${response.status}`);
    bytes += length;
    answers += 1;
    return body === '' ? {} : (JSON.parse(body) as FollowedObject);
  };
  let value = JSON.parse(text) as FollowedObject;
  const link = value.link ?? value.data_url;
  const hasChunks = entry.delivery.kind.endsWith('chunks');
  if (link !== undefined) value = await fetchFile(link, hasChunks);
  const info = value.chunk_info ?? value.data?.chunk_info;
  for (const name of info?.chunk_file_names ?? []) {
    await fetchFile(`${info?.base_download_url}${name}`, false);
  }
  return { path, firstMs, wholeMs: performance.now() - began, bytes, answers };
}
