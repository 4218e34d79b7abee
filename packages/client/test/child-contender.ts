// Takes the lock over and over and prints VIOLATION when somebody alive is inside at the same time.
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { fileTokenStore } from '../src/node/index.ts';

const [file = '', inside = '', rounds = '1'] = process.argv.slice(2);
const store = fileTokenStore(file);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function enter(): void {
  try {
    writeFileSync(inside, String(process.pid), { flag: 'wx' });
  } catch {
    const other = Number(readFileSync(inside, 'utf8'));
    if (isAlive(other)) process.stdout.write(`VIOLATION by ${other}\n`);
    writeFileSync(inside, String(process.pid));
  }
}

for (let round = 0; round < Number(rounds); round += 1) {
  await store.withLock(async () => {
    enter();
    await new Promise((resolve) => setTimeout(resolve, 3));
    unlinkSync(inside);
  });
  process.stdout.write('.');
}
