import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { startFakeService } from '../test/fake-service.ts';
import type { FakeService } from '../test/fake-service.ts';
import { isClientError } from './errors.ts';
import { iracing } from './provider.ts';
import type { Provider } from './provider.ts';

let service: FakeService;
let provider: Provider;

beforeEach(async () => {
  service = await startFakeService();
  provider = iracing({ client_id: 'demo_client', issuerUrl: service.issuerUrl });
});
afterEach(() => service.close());

const record = {
  session_id: 's1',
  client_id: 'demo_client',
  client_name: 'Demo',
  client_developer_url: null,
  auth_time: 1,
  last_activity: 2,
  session_expiration: 3,
  current_session: true,
  impersonated: false,
  later_member: 'kept',
};

describe('endpoints that take a token', () => {
  it('list sessions and keep members nobody knows', async () => {
    service.on('/oauth2/sessions', () => ({ body: { sessions: [record] } }));
    assert.deepEqual(await provider.sessions('token'), [record]);
    assert.equal(service.requests[0]?.headers.authorization, 'Bearer token');
  });

  it('tell who the member is', async () => {
    const profile = { iracing_name: 'Demo Driver', iracing_cust_id: 100_001 };
    service.on('/oauth2/iracing/profile', () => ({ body: profile }));
    assert.deepEqual(await provider.profile('token'), profile);
  });

  it('are not believed when the form is wrong', async () => {
    const { session_id: _, ...withoutId } = record;
    for (const body of ['x', null, {}, { sessions: {} }, { sessions: [withoutId] }]) {
      service.on('/oauth2/sessions', () => ({ body }));
      await assert.rejects(provider.sessions('token'), { code: 'invalid_response' });
    }
    for (const body of ['x', null, {}, { iracing_name: 'x', iracing_cust_id: '1' }]) {
      service.on('/oauth2/iracing/profile', () => ({ body }));
      await assert.rejects(provider.profile('token'), { code: 'invalid_response' });
    }
  });

  it('end sessions: this one, some in one field, all of them', async () => {
    for (const path of ['current', 'sessions', 'client']) {
      service.on(`/oauth2/revoke/${path}`, () => ({ body: '' }));
    }
    await provider.revokeCurrent('token');
    await provider.revokeCurrent('token', { forget_browser: true });
    await provider.revokeSessions('token', ['id-a', 'id-b']);
    await provider.revokeClient('token');
    assert.deepEqual(
      service.requests.map(({ method, path, body }) => `${method} ${path} ${body}`),
      [
        'POST /oauth2/revoke/current ',
        'POST /oauth2/revoke/current forget_browser=true',
        'POST /oauth2/revoke/sessions session_ids=id-a%2Cid-b',
        'POST /oauth2/revoke/client ',
      ],
    );
    for (const { headers } of service.requests) {
      assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
      assert.equal(headers.authorization, 'Bearer token');
    }
  });

  it('are not asked to end no session, or one whose id holds a comma', async () => {
    for (const ids of [[], [''], ['a,b']]) {
      await assert.rejects(provider.revokeSessions('token', ids), { code: 'invalid_options' });
    }
    assert.equal(service.requests.length, 0);
  });

  it('say no with the error of the service, and never show the token', async () => {
    service.on('/oauth2/iracing/profile', ({ headers }) => ({
      status: 403,
      body: { error: 'insufficient_scope', error_description: `for ${headers.authorization}` },
    }));
    await assert.rejects(provider.profile('canary-token'), (error) => {
      assert.ok(isClientError(error, 'resource_error_response'));
      assert.equal(error.error, 'insufficient_scope');
      assert.equal(error.speaker, 'service');
      assert.equal(error.request_id, 'req-1');
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
      return true;
    });
  });
});
