import { readFileSync } from 'node:fs';

import { createSession, iracing, memoryTokenStore } from '@pitpass/client';

// The local service writes its demo for programs; in production these come from your own settings.
const demo = JSON.parse(readFileSync('.pitpass/demo.json', 'utf8'));
const bot = demo.clients.find((client: { users?: string[] }) => client.users);
const [member] = demo.members;

const provider = iracing({
  client_id: bot.client_id,
  client_secret: bot.client_secret,
  issuerUrl: `${demo.service}/oauth2`, // leave these two out, and it is production
  dataUrl: demo.service,
});
const session = createSession({ provider, store: memoryTokenStore() });
await session.signIn(await provider.passwordLimited(member));

const { payload } = await session.get('/data/stats/member_recent_races');
for (const race of payload.races) {
  console.log(`P${race.finish_position + 1}  ${race.newi_rating}  ${race.series_name}`);
}
await session.signOut();
