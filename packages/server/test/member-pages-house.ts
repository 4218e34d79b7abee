import { createSealer } from '../src/domain/key/sealing.ts';
import { createSourceDescription } from '../src/domain/session/request-source.ts';
import { noPlaces } from '../src/domain/session/place.ts';
import type { HttpParts } from '../src/http/http-parts.ts';
import { registerAccount } from '../src/http/page-routes/account.ts';
import { registerActAs } from '../src/http/page-routes/act-as.ts';
import { registerActivity } from '../src/http/page-routes/activity.ts';
import { registerConfirmApp } from '../src/http/page-routes/confirm-app.ts';
import { createSeededRandom, secretKey } from './house.ts';
import { openSignInHouse } from './sign-in-house.ts';

/** The pages about what happens in a member's name, over a house in which no browser is unknown. */
export async function openMemberPages() {
  const opened = await openSignInHouse({
    unknownBrowser: 'off',
    pageTokenSealer: createSealer(secretKey, 'page tokens', createSeededRandom('pages')),
    describeSource: createSourceDescription(noPlaces),
  });
  const { app, house, parts } = opened;
  Object.assign(parts, { activity: house.stores.audits } satisfies Partial<HttpParts>);
  for (const register of [registerAccount, registerActivity, registerConfirmApp, registerActAs]) {
    register(app, parts);
  }
  /** Gives a member a second factor, without its pages. */
  const protect = (member_id: string) =>
    house.database.query(
      'INSERT INTO second_factor (member_id, switched_on_at, backup_code_set) VALUES ($1, $2, 1)',
      [member_id, house.time.now],
    );
  return { ...opened, protect };
}
