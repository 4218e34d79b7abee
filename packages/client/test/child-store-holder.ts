// Takes the lock of a token store and holds it until it is killed. Says `locked`.
import { Pool } from 'pg';
import { postgresTokenStore } from '../src/node/index.ts';
import { sqliteTokenStore } from '../src/node/sqlite-token-store.ts';

const [kind, place = ''] = process.argv.slice(2);
const store =
  kind === 'sqlite'
    ? sqliteTokenStore(place)
    : postgresTokenStore({ pool: new Pool({ connectionString: place }) });
await store.withLock(async () => {
  process.stdout.write('locked\n');
  await new Promise(() => setInterval(() => undefined, 1000));
});
