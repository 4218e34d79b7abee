import { cpus } from 'node:os';

import { connections } from './conversations.ts';
import type { LoadResult } from './load.ts';
import { isPinned } from './processes.ts';

/** What was measured under one name, and which bare server it is compared with. */
export interface Row {
  readonly name: string;
  readonly results: readonly LoadResult[];
  readonly bareName: string;
}

/** The middle value. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What the report is made of, beside the rows. */
export interface RunFacts {
  readonly fsyncs: readonly number[];
  readonly starts: readonly number[];
  readonly memory: readonly string[];
  readonly runs: number;
  readonly runSeconds: number;
}

/** The report of a run, in Markdown: each rate as a ratio to the bare server and to the peer. */
export function formatReport(rows: readonly Row[], facts: RunFacts): string {
  const { fsyncs, starts, memory, runs, runSeconds } = facts;
  const perSecond = (row: Row) => median(row.results.map((one) => one.perSecond));
  const byName = new Map(rows.map((row) => [row.name, perSecond(row)]));
  const lines = [
    `# ${new Date().toISOString()}`,
    '',
    `${cpus()[0]?.model}, Node ${process.version}, ${process.platform}; ${connections} connections, ` +
      `${runs} runs of ${runSeconds} s, medians; load on one core and server on the other: ${isPinned ? 'yes' : 'no (no taskset here)'}`,
    `fsync of 512 bytes: ${fsyncs.map((rate) => rate.toFixed(0)).join('/s before, ')}/s after`,
    '',
    '| | per second | min–max | of bare | of oidc-provider | p50 ms | p99 ms |',
    '|---|---|---|---|---|---|---|',
  ];
  for (const row of rows) {
    const rates = row.results.map((one) => one.perSecond);
    const bare = byName.get(row.bareName) ?? Number.NaN;
    const peerName = row.name.includes('refresh')
      ? 'oidc-provider, refresh, sqlite'
      : 'oidc-provider, code exchange, sqlite';
    const peer =
      row.name.includes('/data') || row.name.startsWith('bare') ? undefined : byName.get(peerName);
    lines.push(
      `| ${row.name} | ${perSecond(row).toFixed(0)} | ${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)} | ` +
        `${(perSecond(row) / bare).toFixed(3)} | ${peer === undefined ? '' : (perSecond(row) / peer).toFixed(2)} | ` +
        `${median(row.results.map((one) => one.p50Ms)).toFixed(2)} | ${median(row.results.map((one) => one.p99Ms)).toFixed(2)} |`,
    );
  }
  lines.push(
    '',
    `Start of pitpass to the first answered token request, ms: ${starts.map((time) => time.toFixed(0)).join(' / ')} (the first one makes keys and demo)`,
    ...memory,
  );
  return lines.join('\n');
}
