import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';

import { createSeededRandom, requester } from '../../test/house.ts';
import { t0 } from '../../test/store-contract/records.ts';
import { auditEventNames, auditEvents } from '../domain/audit/audit-event.ts';
import type { AuditRecord, AuditStore } from '../domain/audit/audit-store.ts';
import { createBufferedAuditLog } from './buffered-audit-log.ts';

function openLog(write: (records: readonly AuditRecord[]) => void) {
  const errors: Error[] = [];
  const store = { appendEvents: async (records: readonly AuditRecord[]) => write(records) };
  const log = createBufferedAuditLog(
    store as AuditStore,
    () => t0,
    createSeededRandom('audit'),
    (error) => errors.push(error),
  );
  return { log, errors };
}

const event = (session_id: string) => auditEvents.sessionEnded(requester, { session_id });

test('S221 every security-relevant act has an event with actor, client, address, request id and outcome', () => {
  for (const [name, make] of Object.entries(auditEvents)) {
    if (name === 'clientAuthenticationRefused') continue;
    const made = (make as typeof auditEvents.sessionEnded)(requester, {
      client_id: 'c',
      member_id: 'm',
      session_id: 's',
      actor_member_id: 'a',
    });
    assert.match(made.event, /^[a-z_]+$/);
    assert.match(made.outcome, /^(done|refused)$/);
    const { request_id, ip, user_agent } = requester;
    const subject = { client_id: 'c', member_id: 'm', session_id: 's', actor_member_id: 'a' };
    const expected = { request_id, ip, user_agent, ...subject };
    const { event: _, outcome: __, ...rest } = made;
    assert.deepEqual(rest, expected, name);
  }
  const made = Object.values(auditEvents).map((make) => make(requester, {} as never).event);
  assert.deepEqual(auditEventNames, made);
  const refused = auditEvents.clientAuthenticationRefused(requester, null);
  assert.equal(refused.outcome, 'refused');
});

test('events of one second sort by their ids as they happened, and those of a later one behind them', async () => {
  let now = 1_800_000_000;
  const written: AuditRecord[] = [];
  const store = {
    appendEvents: async (records: readonly AuditRecord[]) => void written.push(...records),
  };
  const log = createBufferedAuditLog(
    store as unknown as AuditStore,
    () => now,
    (length) => crypto.getRandomValues(new Uint8Array(length)),
    assert.fail,
  );
  for (let index = 0; index < 600; index += 1) {
    if (index === 400) now += 1;
    log.append(event(String(index)));
  }
  await log.close();
  const ids = written.map(({ event_id }) => event_id);
  assert.equal(new Set(ids).size, 600);
  assert.deepEqual(ids.toSorted(), ids);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test('events are written together a tenth of a second later, in order, each with its id and time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const written: AuditRecord[][] = [];
  const { log, errors } = openLog((records) => written.push([...records]));
  for (const id of ['1', '2', '3']) log.append(event(id));
  await turn();
  assert.equal(written.length, 0);
  t.mock.timers.tick(100);
  await turn();
  assert.deepEqual(
    written.map((batch) => batch.map(({ session_id }) => session_id)),
    [['1', '2', '3']],
  );
  const ids = written.flat().map(({ event_id }) => event_id);
  assert.equal(new Set(ids).size, 3);
  assert.ok(written.flat().every(({ occurred_at }) => occurred_at === t0));
  assert.deepEqual(errors, []);
});

test('a write that fails is told, tried again, and loses nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const written: AuditRecord[] = [];
  let isBroken = true;
  const { log, errors } = openLog((records) => {
    if (isBroken) throw new Error('disk full');
    written.push(...records);
  });
  log.append(event('1'));
  t.mock.timers.tick(100);
  await turn();
  log.append(event('2'));
  isBroken = false;
  t.mock.timers.tick(100);
  await turn();
  assert.deepEqual(
    written.map(({ session_id }) => session_id),
    ['1', '2'],
  );
  assert.deepEqual(
    errors.map(({ message }) => message),
    ['disk full'],
  );
});

test('closing writes what is waiting', async () => {
  const written: AuditRecord[] = [];
  const { log } = openLog((records) => written.push(...records));
  for (let count = 0; count < 1200; count += 1) log.append(event(String(count)));
  await log.close();
  assert.equal(written.length, 1200);
});

test('closing gives up at the first write that fails, and tells', async () => {
  const { log, errors } = openLog(() => {
    throw new Error('disk full');
  });
  for (let count = 0; count < 1200; count += 1) log.append(event(String(count)));
  await log.close();
  assert.equal(errors.length, 1);
});

test('events that gather without end are bounded in memory, and that is told', () => {
  const { log, errors } = openLog(() => {});
  for (let count = 0; count < 50_003; count += 1) log.append(event('s'));
  assert.equal(errors.length, 3);
});
