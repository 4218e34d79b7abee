// Takes the lock over and over and prints VIOLATION when somebody alive is inside at the same time.
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
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

// By a link it appears with the pid in it: an empty file of a process that was killed meanwhile would be taken
// for one of process 0, which always lives.
const own = `${inside}.${process.pid}`;
writeFileSync(own, String(process.pid));

function enter(): void {
  try {
    linkSync(own, inside);
  } catch {
    const other = Number(readFileSync(inside, 'utf8'));
    if (isAlive(other)) process.stdout.write(`VIOLATION by ${other}\n`);
    unlinkSync(inside);
    linkSync(own, inside);
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
