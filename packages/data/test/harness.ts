import Fastify from 'fastify';
import { dataApi } from '../src/index.ts';
import type { AccessTokenClaims, DataApiOptions, StoredMember } from '../src/index.ts';

/** 2026-11-20T12:00:00Z, the beginning of a window of 900 s. */
export const noon = Date.UTC(2026, 10, 20, 12) / 1000;
export const origin = 'http://localhost:7480';
export const demoMembers: readonly StoredMember[] = [
  { cust_id: 1_000_001, display_name: 'Zoë Prüfer', member_since: Date.UTC(2024, 0, 1) / 1000 },
  { cust_id: 1_000_002, display_name: 'Ola', member_since: Date.UTC(2025, 5, 1) / 1000 },
];

/** JSON as it was read, to be looked at by assertions. */
export type Loose = ReturnType<typeof JSON.parse>;

/** Claims of a good token, for a member. */
export function claimsOf(custId: number | null, changes: Partial<AccessTokenClaims> = {}) {
  return {
    session_id: `session-${custId}`,
    client_id: 'client-a',
    iracing_cust_id: custId,
    scope: 'iracing.auth',
    exp: noon + 10_000_000,
    aud: ['client-a', 'data-server'],
    ...changes,
  };
}

/** The API with made-up ports, a clock to set, and the log of what it said. */
export async function startDataApi(changes: Partial<DataApiOptions> = {}) {
  const lines: Record<string, unknown>[] = [];
  const state = {
    now: noon,
    tokens: new Map<string, AccessTokenClaims>([
      ['token-1', claimsOf(1_000_001)],
      ['token-2', claimsOf(1_000_002)],
      ['token-made-up', claimsOf(100_001)],
      ['token-nobody', claimsOf(null)],
    ]),
    ended: new Set<string>(),
    members: demoMembers,
  };
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const fastify = Fastify({ logger: { level: 'info', stream } });
  await fastify.register(dataApi, {
    verifyAccessToken: (token) => state.tokens.get(token),
    isSessionAlive: (session) => !state.ended.has(session),
    listMembers: () => state.members,
    clock: () => state.now,
    linkKey: new Uint8Array(32).fill(7),
    publicOrigin: origin,
    allowedHosts: ['localhost:7480', '127.0.0.1:7480'],
    requestsPerMinute: 100_000,
    ...changes,
  });
  const get = (
    url: string,
    headers: Record<string, string> = { authorization: 'Bearer token-1' },
  ) => fastify.inject({ url, headers });
  /** Fetches a link as a client does: without the token. */
  const fetchLink = (link: string, headers: Record<string, string> = {}) => {
    if (!link.startsWith(origin)) throw new Error(`${link} leads elsewhere.`);
    return fastify.inject({ url: link.slice(origin.length), headers });
  };
  /** Calls a method and follows its link or data_url. */
  const read = async (path: string, token = 'token-1'): Promise<Loose> => {
    const answer = await get(`/data/${path}`, { authorization: `Bearer ${token}` });
    const body = answer.json();
    if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    const link = body.link ?? body.data_url;
    return link === undefined ? body : (await fetchLink(link)).json();
  };
  /** Reads all chunks that a `chunk_info` names. */
  const readChunks = async (info: Loose): Promise<Loose[]> => {
    const rows: Loose[] = [];
    for (const name of info?.chunk_file_names ?? []) {
      rows.push(...(await fetchLink(info.base_download_url + name)).json());
    }
    return rows;
  };
  return { fastify, state, lines, get, fetchLink, read, readChunks };
}
