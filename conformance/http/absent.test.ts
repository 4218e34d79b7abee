import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { formTo } from '../harness/browser.ts';
import {
  authorizeUrl,
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainCode,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService();
const { server } = clientsOf(service);
const browser = await createSignedInBrowser(service, memberOf(service));

const appFields = {
  client_name: 'Apex Tracker',
  description: 'Counts apexes.',
  homepage_url: 'https://apex.example/',
  redirect_uris: 'https://apex.example/callback',
};
const picture = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';

describe('what the service does not have', () => {
  it('S171 no answer goes to a page by a message: a mode that asks for one changes nothing', async () => {
    await obtainCode(browser, server);
    for (const mode of [
      'web_message',
      'web_message.jwt',
      'web_message.opener',
      'fragment',
      'form_post',
    ]) {
      const answer = await browser.request(`${authorizeUrl(server)}&response_mode=${mode}`);
      assert.equal(answer.status, 302, mode);
      const location = new URL(answer.header('location') ?? '');
      assert.ok(location.searchParams.has('code'), mode);
      assert.equal(location.hash, '');
    }
    const paths = ['/login', '/account', '/account/security', '/manager', '/oauth2/book/'];
    const scripts = new Set<string>();
    for (const path of paths) {
      const { answer } = await browser.open(path);
      assert.doesNotMatch(answer.body, /postMessage/, path);
      for (const [, script = ''] of answer.body.matchAll(/src="(\/assets\/[^"]+\.js)"/g)) {
        scripts.add(script);
      }
    }
    assert.ok(scripts.size > 0);
    for (const script of scripts) {
      const { body, status } = await service.send(script);
      assert.equal(status, 200, script);
      assert.doesNotMatch(body, /postMessage|window\.opener|BroadcastChannel|\.parent\b/, script);
    }
  });

  it('S202 an app has no picture: one that is sent along has no effect, and files are not taken', async () => {
    const empty = await browser.open('/manager/create');
    const boundary = 'x';
    const file = `--x\r\ncontent-disposition: form-data; name="logo"; filename="a.svg"\r\n\r\n${picture}\r\n--x--\r\n`;
    const upload = await browser.request('/manager/create', {
      method: 'POST',
      body: file,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
    assert.ok([400, 403, 415].includes(upload.status), String(upload.status));
    const made = await browser.submit(formTo(empty, '/manager/create'), {
      ...appFields,
      logo: picture,
      logo_uri: 'https://apex.example/logo.svg',
    });
    assert.equal(made.answer.status, 200);
    const list = await browser.open('/manager');
    for (const { body } of [made.answer, list.answer]) {
      assert.match(body, /Apex Tracker/);
      assert.doesNotMatch(body, /<img(?! src="\/assets\/)|logo\.svg|onload/);
    }
    const stored = await service.query('SELECT record FROM client');
    assert.doesNotMatch(JSON.stringify(stored), /logo/);
  });

  it('S203 nobody registers a client without an account', async () => {
    for (const path of ['/oauth2/register', '/register', '/connect/register']) {
      const answer = await service.send(path, {
        method: 'POST',
        body: JSON.stringify({ redirect_uris: ['https://evil.example/cb'] }),
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(answer.status, 404, path);
    }
  });
});
