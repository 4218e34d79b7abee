import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeClient, makeMember, makeSession } from '../../test/store-contract/records.ts';
import { nowhere } from '../domain/session/place.ts';
import { consentPage } from '../pages/consent-page.ts';
import { renderHtml } from '../pages/html.ts';
import { texts } from '../pages/texts.ts';
import { formatSession } from '../dialect/iracing/session-response.ts';

const knowNothing = async () => ({
  place: nowhere,
  program: { operating_system: null, browser: null },
});

test('book 2 book 4.2 the developer of a client that uses password_limited alone is not shown, and that of any other is', async () => {
  const developer_email = 'dev@demo.example';
  const shownOf = async (grant_types: readonly string[]) => {
    const over = { grant_types, developer_email } as Parameters<typeof makeClient>[0];
    const client = makeClient(over);
    const session = makeSession({ client, member: makeMember() });
    const entry = await formatSession(session, client, session.session_id, knowNothing);
    return ['name', 'url', 'email'].map((field) => entry[`client_developer_${field}`]);
  };
  assert.deepEqual(await shownOf(['password_limited', 'refresh_token']), [null, null, null]);
  const shown = ['Demo Ltd', 'https://demo.example/', developer_email];
  assert.deepEqual(await shownOf(['authorization_code', 'password_limited']), shown);
  assert.deepEqual(await shownOf(['authorization_code', 'refresh_token']), shown);
});

test('S205 book 6 the consent page says of an internal client for whom it is', () => {
  const form = { action: '/consent', hidden: {} };
  const render = (isInternal: boolean) =>
    renderHtml(
      consentPage({
        frame: {
          serviceName: 'Pitpass',
          stylesheetHrefs: [],
          scriptHref: '/page.js',
          faviconHref: '/favicon.svg',
        },
        form,
        client_name: 'Schedules',
        developer_name: null,
        developer_url: null,
        developer_email: null,
        reviewed: true,
        isInternal,
        dialect: 'iracing',
        scopes: ['iracing.auth'],
        audiences: [],
        lifetime: { kind: 'fixed', seconds: 600 },
        redirect_uri: 'https://demo.example/cb',
        display_name: 'Alex',
        switchMember: form,
      }),
    );
  assert.ok(render(true).includes(texts.consent.internal));
  assert.ok(!render(false).includes(texts.consent.internal));
});
