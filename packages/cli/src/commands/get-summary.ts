import type { RateLimit } from '@pitpass/client';

import { formatBytes } from '../terminal/amount.ts';
import { formatDuration } from '../terminal/duration.ts';
import { formatTimeWithSeconds } from '../terminal/table.ts';

/** What `--verbose` tells of a call. */
export interface Summary {
  /** The member's requests, as the answer told. */
  limit: RateLimit | undefined;
  /** One line: how much came, how long it took and how many requests are left. */
  tell(path: string, amount: { readonly bytes: number; readonly rows: number }): string;
}

/** @param now milliseconds of a clock that never goes back; it runs from here on */
export function createSummary(now: () => number): Summary {
  const beganAt = now();
  const summary: Summary = {
    limit: undefined,
    tell: (path, { bytes, rows }) => {
      const { limit } = summary;
      const milliseconds = now() - beganAt;
      const took =
        milliseconds < 1000
          ? `${Math.round(milliseconds)} ms`
          : formatDuration(milliseconds / 1000);
      const parts = [
        ...(rows === 0 ? [] : [`${rows} ${rows === 1 ? 'row' : 'rows'}`]),
        ...(bytes === 0 ? [] : [formatBytes(bytes)]),
        took,
      ];
      const left =
        limit === undefined
          ? ''
          : `; ${limit.remaining} of ${limit.limit} requests left until ${formatTimeWithSeconds(limit.reset_at)} UTC`;
      return `${path}: ${parts.join(', ')}${left}.`;
    },
  };
  return summary;
}
