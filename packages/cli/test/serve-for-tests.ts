// The only entry that takes another clock. Its parent, a test, tells it the time over the channel that
// `fork` opens: `{ now: N }` stops the clock at N, `{ advance: S }` moves it on by S seconds. Untold, it
// is the real time. Password hashes are cheap here; everything else is `pitpass serve --local`. Settings
// come from the environment; PITPASS_TEST_HASH_MEMORY_KIB makes hashes as slow as a test needs them.
import { serve } from '../src/serve/serve.ts';

const realNow = (): number => Math.floor(Date.now() / 1000);

const memoryKib = Number(process.env['PITPASS_TEST_HASH_MEMORY_KIB'] ?? 64);

let stoppedAt: number | undefined;
let offsetSeconds = 0;
const clock = (): number => stoppedAt ?? realNow() + offsetSeconds;

process.on('message', (told: { readonly now?: number; readonly advance?: number }) => {
  if (told.now !== undefined) stoppedAt = told.now;
  if (told.advance !== undefined) {
    if (stoppedAt === undefined) offsetSeconds += told.advance;
    else stoppedAt += told.advance;
  }
  process.send?.({ now: clock() });
});

const stopped = new Promise<void>((resolve) => {
  process.on('SIGTERM', () => resolve());
  process.on('SIGINT', () => resolve());
  // A parent that died leaves nothing running.
  process.on('disconnect', () => resolve());
});

try {
  const service = await serve({
    isLocal: true,
    environment: process.env,
    onNotice: (sentence) => process.stderr.write(`${sentence}\n`),
    overrides: { clock, passwordHashCost: { memoryKib, passes: 1 } },
  });
  process.stdout.write(`${JSON.stringify({ ready: service.config.origin })}\n`);
  await stopped;
  await service.close();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
