// What `transport.test.ts` tries with servers that only Node has, as far as a page can see it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';

import { isClientError } from '../../../src/errors.ts';
import { iracing } from '../../../src/provider.ts';
import type { Provider } from '../../../src/provider.ts';
import { startFakeService } from '../../fake-service.ts';
import type { FakeService } from '../../fake-service.ts';

let service: FakeService;
let files: FakeService;

beforeEach(async () => {
  [service, files] = await Promise.all([startFakeService(), startFakeService()]);
  service.on('/data/car/get', () => ({ body: { link: `${files.url}/cars?sig=canary` } }));
});
afterEach(() => Promise.all([service.close(), files.close()]));

const createProvider = (): Provider =>
  iracing({
    client_id: 'demo',
    issuerUrl: service.issuerUrl,
    dataUrl: service.url,
    requestTimeoutSeconds: 5,
    downloadTimeoutSeconds: 0.3,
  });

describe('requests of a page', () => {
  it('follow no redirect of a file, since nobody is shown where it leads', async () => {
    files.on('/cars', () => ({ status: 302, headers: { location: `${files.url}/elsewhere` } }));
    await assert.rejects(createProvider().get('token', '/data/car/get'), {
      code: 'invalid_response',
      message: /a redirect, which is not followed since browsers do not show where it leads$/,
    });
    assert.deepEqual(files.seen('/elsewhere'), []);
  });

  it('end after their time', async () => {
    files.on('/cars', () => new Promise(() => undefined));
    await assert.rejects(createProvider().get('token', '/data/car/get'), { code: 'timeout' });
  });

  it('fail when the connection breaks, and name no signature of a link', async () => {
    files.on('/cars', () => ({ body: '[]'.padEnd(5000), isCutShort: true }));
    await assert.rejects(createProvider().get('token', '/data/car/get'), (error) => {
      assert.ok(isClientError(error, 'network_failure'));
      assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /canary/);
      return true;
    });
  });

  it('end with the reason of the caller', async () => {
    files.on('/cars', () => new Promise(() => undefined));
    const stop = new AbortController();
    const asked = createProvider().get('token', '/data/car/get', {}, { signal: stop.signal });
    setTimeout(() => stop.abort('enough'), 50);
    await assert.rejects(asked, (reason) => reason === 'enough');
  });

  it('send the access token to the service and to no host of files', async () => {
    files.on('/cars', () => ({ body: [{ car_id: 1 }] }));
    const { payload } = await createProvider().get('token', '/data/car/get');
    assert.deepEqual(payload, [{ car_id: 1 }]);
    assert.equal(service.seen('/data/car/get')[0]?.headers.authorization, 'Bearer token');
    assert.equal(files.seen('/cars')[0]?.headers.authorization, undefined);
  });
});
