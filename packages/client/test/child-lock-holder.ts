// Takes the lock of a token file, says so, holds it until a line comes in. Arguments: file, stale.
import { once } from 'node:events';
import { fileTokenStore } from '../src/node/index.ts';

const [file = '', lockStaleSeconds = '20'] = process.argv.slice(2);
const store = fileTokenStore(file, { lockStaleSeconds: Number(lockStaleSeconds) });
await store.withLock(async () => {
  process.stdout.write('locked\n');
  await once(process.stdin, 'data');
});
process.stdout.write('released\n');
process.exit();
