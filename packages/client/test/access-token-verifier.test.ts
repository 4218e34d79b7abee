import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { createAccessTokenVerifier, isClientError } from '@pitpass/client/verification';
import type { AccessTokenRefusal, VerifierOptions } from '@pitpass/client/verification';
import { startCommand } from '../../../conformance/harness/command.ts';
import { decodeJwt, encodePart } from '../../../conformance/harness/jwt.ts';
import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  profileStatus,
} from '../../../conformance/harness/oauth.ts';
import { startService, stopEverything } from '../../../conformance/harness/running-service.ts';
import type { Service } from '../../../conformance/harness/running-service.ts';

/** How long a key is published before it signs, and how long its set may be kept. */
const leadSeconds = 360;

let service: Service;
let now = 0;
let fetches = 0;

const kidOf = (token: string) => String(decodeJwt(token).header['kid']);

async function issue(): Promise<string> {
  const browser = await createSignedInBrowser(service, memberOf(service));
  const { access_token } = await obtainTokens(service, browser, clientsOf(service).server);
  return access_token;
}

function makeVerifier(options: VerifierOptions = { audience: 'data-server' }) {
  return createAccessTokenVerifier({
    issuerUrl: `${service.origin}/oauth2`,
    clock: () => now,
    fetch: (input, init) => {
      fetches += 1;
      return fetch(input, init);
    },
    ...options,
  });
}

const refusedAs =
  (reason: AccessTokenRefusal) =>
  (error: unknown): boolean =>
    isClientError(error, 'access_token_invalid') && error.reason === reason;

/** Rotates by the computer's clock, which the service's has not yet left far behind, and has the service notice now: an unknown key makes it look. */
async function rotateKeys(token: string, ...words: string[]): Promise<void> {
  const path = ['--data-directory', service.dataDirectory];
  const command = startCommand(['keys', 'rotate', ...words, ...path], {});
  assert.equal(await command.exited, 0, command.stderr());
  const { header } = decodeJwt(token);
  const forged = [encodePart({ ...header, kid: 'unknown' }), ...token.split('.').slice(1)].join(
    '.',
  );
  // It looks once a second at most.
  now = await service.advance(2);
  assert.equal(await profileStatus(service, forged), 401);
  await sleep(20);
}

describe('a resource server beside the real service', () => {
  before(async () => {
    service = await startService();
    now = await service.setClock(await service.advance(0));
  });
  after(stopEverything);

  it('S111 accepts the tokens that the service issues, as the client and as /data', async () => {
    const token = await issue();
    const { client_id } = clientsOf(service).server;
    const claims = await makeVerifier().verify(token);
    assert.equal(claims.client_id, client_id);
    assert.equal(claims.iracing_cust_id, memberOf(service).cust_id);
    assert.deepEqual(await makeVerifier({ client_id, scope: 'iracing.profile' }).verify(token), {
      ...decodeJwt(token).claims,
    });
  });

  it('S142 goes through a rotation without one refusal and without asking out of turn', async () => {
    const verifier = makeVerifier();
    const before = await issue();
    await verifier.verify(before);
    fetches = 0;
    await rotateKeys(before);
    for (let passed = 0; passed < leadSeconds + 60; passed += 60) {
      now = await service.advance(60);
      await verifier.verify(await issue());
      await verifier.verify(before);
    }
    const after = await issue();
    assert.notEqual(kidOf(after), kidOf(before));
    await Promise.all([verifier.verify(after), verifier.verify(before)]);
    assert.equal(fetches, 1, 'the set was fetched again when its 300 seconds were over');
  });

  it('S147 accepts the successor of a compromised key at once, and its tokens no more', async () => {
    const verifier = makeVerifier();
    const before = await issue();
    await verifier.verify(before);
    await rotateKeys(before, '--compromised', '--yes');
    const after = await issue();
    assert.notEqual(kidOf(after), kidOf(before));
    await verifier.verify(after);
    await assert.rejects(verifier.verify(before), refusedAs('key_unknown'));
  });

  it('S109 S112 refuses them for another audience, altered, and after their end', async () => {
    const token = await issue();
    const elsewhere = makeVerifier({ audience: 'somewhere-else' });
    await assert.rejects(elsewhere.verify(token), refusedAs('audience_wrong'));
    const verifier = makeVerifier();
    const [head = '', , tail = ''] = token.split('.');
    const more = { ...decodeJwt(token).claims, iracing_cust_id: 1 };
    const altered = [head, encodePart(more), tail].join('.');
    await assert.rejects(verifier.verify(altered), refusedAs('signature_wrong'));
    now = await service.advance(599);
    await verifier.verify(token);
    now = await service.advance(11);
    await assert.rejects(verifier.verify(token), refusedAs('expired'));
  });

  it('is told apart when the service is down: the token may be good', async () => {
    const token = await issue();
    const verifier = makeVerifier();
    await service.stop();
    await assert.rejects(verifier.verify(token), (error) =>
      isClientError(error, 'network_failure'),
    );
  });
});
