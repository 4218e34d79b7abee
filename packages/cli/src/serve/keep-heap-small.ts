import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's own `gc`, which a flag lays open. */
type Collect = (how: { readonly type: 'minor' | 'major'; readonly flavor?: 'last-resort' }) => void;

// Together they take more than the smallest young generation, so that V8 lets it grow. Some of them may
// have left it by then: it is tried again.
const survivors = 60_000;
const growthAttempts = 8;
const youngBytesMin = 8 * 1_048_576;

function youngBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return young?.space_size ?? Infinity;
}

function growOnce(collect: Collect): void {
  const alive = Array.from({ length: survivors }, (_, i) => ({ i }));
  setFlagsFromString('--semi-space-growth-factor=8');
  collect({ type: 'minor' });
  setFlagsFromString('--semi-space-growth-factor=1');
  alive.length = 0;
}

/**
 * Keeps the heap of a service that has been loaded near what it needs.
 *
 * Loading leaves a young generation behind that is as large as loading wanted it, twice as large where
 * V8's cache of compiled programs was cold; under load it would become 128 MiB on a machine with much
 * memory, which makes nothing faster here: what a request needs dies with it. It is given back, with
 * what else loading leaves, and stays at 16 MiB from then on.
 *
 * The old generation is collected when it has grown by a fifth; V8 would let tables and long answers
 * that nobody needs any more lie until the heap is several times as large.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  collect({ type: 'major', flavor: 'last-resort' });
  setFlagsFromString('--semi-space-growth-factor=1');
  for (let i = 0; i < growthAttempts && youngBytes() < youngBytesMin; i += 1) growOnce(collect);
  setFlagsFromString('--heap-growing-percent=20');
}
