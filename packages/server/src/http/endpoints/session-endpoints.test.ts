import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { openHouse } from '../../../test/house.ts';
import { makeSession } from '../../../test/store-contract/records.ts';
import type { AccessTokenClaims } from '../../dialect/iracing/access-token.ts';
import type { DialectParts } from '../http-parts.ts';
import {
  revokeClientEndpoint,
  revokeCurrentEndpoint,
  revokeSessionsEndpoint,
} from './session-endpoints.ts';

const endpoints = [
  ['current', revokeCurrentEndpoint, ''],
  ['sessions', revokeSessionsEndpoint, 'session_ids=s'],
  ['client', revokeClientEndpoint, ''],
] as const;

for (const [name, create, body] of endpoints) {
  test(`S127 a /revoke/${name} that the database fails is answered with nothing that sounds like success`, async () => {
    const house = await openHouse();
    const pair = { client: await house.saveClient(), member: await house.saveMember() };
    const session = makeSession(pair);
    await house.stores.sessions.startSession(session, undefined);
    const fail = async () => {
      throw new Error('database gone');
    };
    const sessions = { ...house.stores.sessions, endSessions: fail, endAllSessions: fail };
    const parts = { ...house.parts, sessions, browsers: house.stores.browsers };
    const handle = create(parts as unknown as DialectParts);
    const claims = {
      sub: pair.member.member_id,
      client_id: pair.client.client_id,
      session_id: session.session_id,
    } as AccessTokenClaims;
    const sent: unknown[] = [];
    const reply = { header: () => reply, send: (answer: unknown) => sent.push(answer) };
    const request = { body, headers: {}, id: 'r', requesterAddress: '127.0.0.1' };
    const answering = handle(
      claims,
      request as unknown as FastifyRequest,
      reply as unknown as FastifyReply,
    );
    await assert.rejects(answering, /database gone/);
    assert.deepEqual([sent, house.events], [[], []]);
    assert.equal(await house.parts.liveness.isSessionAlive(session.session_id), true);
  });
}
