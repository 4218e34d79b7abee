import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import { clientsOf, refresh } from '../harness/oauth.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const trials = 10;
const daySeconds = 86_400;

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url');

for (const { name, ...deployment } of deployments.filter(({ nodes }) => nodes === 2)) {
  describe(`links to a secret under race on ${name}`, async () => {
    const service = await startService({
      ...deployment,
      environment: { PITPASS_LOG_LEVEL: 'warn' },
    });
    const { server: client } = clientsOf(service);

    for (const parallel of [2, 8]) {
      it(`S197 one of ${parallel} that press the button of a link is shown the secret, which is the one that counts, ${trials} times`, async () => {
        for (let trial = 0; trial < trials; trial += 1) {
          const link = `ppk_${randomBytes(32).toString('base64url')}`;
          await service.query(
            `INSERT INTO client_secret_link (link_digest, client_id, expires_at)
              VALUES ($1, $2, $3)`,
            [digestOf(link), client.client_id, Math.floor(Date.now() / 1000) + daySeconds],
          );
          const visitors = await Promise.all(
            Array.from({ length: parallel }, async () => {
              const browser = new Browser(service);
              const page = await browser.open(`/client-secret?link=${link}`);
              return () => browser.submit(formTo(page, '/client-secret'));
            }),
          );
          const pages = await Promise.all(visitors.map((press) => press()));
          const statuses = pages
            .map(({ answer }) => answer.status)
            .sort((one, other) => one - other);
          assert.deepEqual(statuses, [200, ...Array.from({ length: parallel - 1 }, () => 410)]);
          const won = pages.find(({ answer }) => answer.status === 200);
          const client_secret = /(pps_[\w-]{43})/.exec(won?.answer.body ?? '')?.[1] ?? '';
          const [row] = await service.query(
            'SELECT count(*) AS count FROM client_secret_link WHERE client_id = $1',
            [client.client_id],
          );
          assert.equal(Number(row?.['count']), 0);
          // The other process takes the change up within a second; the one that made it at once.
          if (trial % 5 > 0) continue;
          await new Promise((resolve) => setTimeout(resolve, 1000));
          const answer = await refresh(service, { ...client, client_secret }, 'ppr_none');
          assert.equal(answer.json<{ readonly error: string }>().error, 'invalid_grant');
        }
      });
    }
  });
}
