import assert from 'node:assert/strict';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  profileStatus,
  refresh,
  tokensOf,
} from '../harness/oauth.ts';
import type { Tokens } from '../harness/oauth.ts';
import { assertOneWinner } from '../harness/race.ts';
import {
  createDirectory,
  engines,
  startService,
  stopEverything,
} from '../harness/running-service.ts';

after(stopEverything);

const kills = 20;
const loopCount = 6;
const startMsMax = 5000;

/** What one client has written down: every answer, before it sends its next request. */
interface Notebook {
  readonly file: string;
  write(tokens: Tokens): void;
  read(): Tokens[];
}

function openNotebook(file: string): Notebook {
  const descriptor = openSync(file, 'a', 0o600);
  after(() => closeSync(descriptor));
  return {
    file,
    write(tokens) {
      writeSync(descriptor, `${JSON.stringify(tokens)}\n`);
      fsyncSync(descriptor);
    },
    read: () =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Tokens),
  };
}

for (const engine of engines) {
  describe(`kill -9 on ${engine}`, async () => {
    const service = await startService({
      engine,
      environment: { PITPASS_LOG_LEVEL: 'warn', PITPASS_REFRESHES_PER_MINUTE: '100000' },
    });
    const client = clientsOf(service).server;
    const browser = await createSignedInBrowser(service, memberOf(service));
    // A stopped clock keeps every second use within the race window, where it ends nothing.
    const now = await service.setClock(await service.advance(0));
    const directory = createDirectory();

    /**
     * Refreshes until the service is gone. Every other client rests between answer and next request, so
     * that a kill also finds clients with nothing on its way.
     *
     * @returns true when a request was on its way at the end
     */
    async function loop(notebook: Notebook, rests: boolean, until: AbortSignal): Promise<boolean> {
      for (;;) {
        const last = notebook.read().at(-1);
        let answer;
        try {
          answer = await refresh(service, client, last?.refresh_token);
        } catch {
          return true;
        }
        notebook.write(tokensOf(answer));
        if (rests) await sleep(Math.random() * 40, undefined, { ref: true });
        if (until.aborted) return false;
      }
    }

    it(`S85 S226 ${kills} kills lose nothing that was answered, revive nothing spent, end no session`, async () => {
      let rested = 0;
      let lost = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const notebooks = await Promise.all(
          Array.from({ length: loopCount }, async (_, index) => {
            const notebook = openNotebook(join(directory, `${kill}-${index}.jsonl`));
            notebook.write(await obtainTokens(service, browser, client));
            return notebook;
          }),
        );
        const until = new AbortController();
        const loops = notebooks.map((notebook, index) =>
          loop(notebook, index % 2 === 0, until.signal),
        );
        await sleep(20 + Math.random() * 120);
        until.abort();
        await service.kill();
        const onTheirWay = await Promise.all(loops);
        const began = performance.now();
        await service.start();
        assert.ok(performance.now() - began < startMsMax);
        await service.setClock(now);

        for (const [index, notebook] of notebooks.entries()) {
          const answers = notebook.read();
          const last = answers.at(-1);
          assert.ok(last !== undefined);
          assert.equal(await profileStatus(service, last.access_token), 200, 'session ended');
          for (const { refresh_token } of answers.slice(0, -1).slice(-10)) {
            assertOneWinner(service, [await refresh(service, client, refresh_token)], 0);
          }
          const next = await refresh(service, client, last.refresh_token);
          if (onTheirWay[index] === true && next.status !== 200) {
            // Spent by the request whose answer the kill took: its successor is there, but unknown.
            assertOneWinner(service, [next], 0);
            lost += 1;
          } else {
            assert.equal(await profileStatus(service, tokensOf(next).access_token), 200);
            rested += 1;
          }
          assert.equal(await profileStatus(service, last.access_token), 200, 'session ended');
        }
      }
      // A run in which no client rested, or none was cut off, would prove half of it.
      assert.ok(rested > 0, 'no client had its last answer at a kill');
      assert.ok(rested + lost === kills * loopCount);
      const [ended] = await service.query(
        'SELECT count(*) AS count FROM session WHERE ended_at IS NOT NULL',
      );
      assert.equal(Number(ended?.['count']), 0);
      const [live] = await service.query(
        'SELECT count(*) AS count FROM refresh_token WHERE consumed_at IS NULL',
      );
      assert.equal(Number(live?.['count']), kills * loopCount, 'one live refresh token a session');
    });
  });
}
