import { readFileSync } from 'node:fs';

import { createClientCredentials, createDisplayNameCache, trackmania } from '@pitpass/client';

// The local service writes its demo for programs; in production these come from your own settings.
const demo = JSON.parse(readFileSync('.pitpass/demo.json', 'utf8'));
const app = demo.clients.find((client: { dialect: string }) => client.dialect === 'trackmania');

const provider = trackmania({
  client_id: app.client_id,
  client_secret: app.client_secret,
  serviceUrl: demo.service, // leave this out, and it is production
});

// A bot has no member: one token for the whole program, renewed before it ends, and names kept for a day.
const names = createDisplayNameCache({ source: createClientCredentials({ provider }) });

const leaderboard: { account_id: string; time: number }[] = demo.members.map(
  ({ account_id }: { account_id: string }, index: number) => ({ account_id, time: 47_113 + index }),
);
const displayNames = await names.displayNames(leaderboard.map(({ account_id }) => account_id));
for (const { account_id, time } of leaderboard) {
  console.log(`${(time / 1000).toFixed(3)}  ${displayNames.get(account_id) ?? 'unknown'}`);
}

const [first] = demo.members;
const ids = await names.accountIds([first.display_name]);
console.log(`${first.display_name} is ${ids.get(first.display_name)}`);
