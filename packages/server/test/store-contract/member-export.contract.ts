import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  createSqlMemberExportStore,
  exportSections,
} from '../../src/store/sql-member-export-store.ts';
import type { Behaviours } from './contract.ts';
import { listColumns, savePair, saveSession } from './contract.ts';
import { makeAuditRecord, makeCode, makeConsent, t0 } from './records.ts';

/** Tables with a member in them that nobody gets a copy of, each with its reason. */
const leftOut: Readonly<Record<string, string>> = {
  browser_code: 'a digest of a code that lives for minutes, and how often it was tried',
};

/** The copy of everything that is kept about a member. */
export const memberExportBehaviours: Behaviours = (open) => {
  test('S225 every table with a member in it has a section of the copy, or a reason', async () => {
    const tables = await listColumns(open());
    for (const [table, columns] of Object.entries(tables)) {
      if (!columns.includes('member_id')) continue;
      const isRead = exportSections.some(({ text }) =>
        new RegExp(`(?:FROM|JOIN) ${table}\\b`).test(text),
      );
      assert.ok(isRead || leftOut[table] !== undefined, `nobody gets a copy of ${table}`);
    }
  });

  test('S225 no section reads a verifier, a digest, a seed or a key', () => {
    for (const { name, text } of exportSections) {
      assert.doesNotMatch(text, /verifier|digest|seed|sealed|_key|credential|\*/, name);
    }
  });

  test('S225 a copy holds what is the member’s, and nothing of anybody else', async () => {
    const contract = open();
    const [one, other] = [await savePair(contract), await savePair(contract)];
    const { session } = await saveSession(contract, one);
    await saveSession(contract, other);
    await contract.authorizations.saveConsentAndCode(makeConsent(one), makeCode(one));
    await contract.favorites.addFavoriteMap(one.member.account_id, 'a-map', t0);
    const { member_id, username, display_name } = one.member;
    await contract.database.query(
      'INSERT INTO client_owner (client_id, member_id) VALUES ($1, $2)',
      [one.client.client_id, member_id],
    );
    const copy = await createSqlMemberExportStore(contract.database).exportMember(member_id);
    assert.ok(copy);
    assert.deepEqual(
      Object.keys(copy),
      exportSections.map(({ name }) => name),
    );
    const [account] = copy['account'] ?? [];
    assert.deepEqual(
      [account?.['username'], account?.['display_name'], account?.['cust_id']],
      [username, display_name, one.member.cust_id],
    );
    assert.deepEqual(
      copy['sessions']?.map((row) => row['session_id']),
      [session.session_id],
    );
    assert.deepEqual(copy['favorite_maps'], [{ map_uid: 'a-map', added_at: t0 }]);
    assert.equal(copy['consents']?.length, 1);
    const [app] = copy['own_apps'] ?? [];
    const record = app?.['record'] as { readonly client_name?: string };
    assert.equal(record.client_name, one.client.client_name);
    const text = JSON.stringify(copy);
    assert.ok(!text.includes(other.member.member_id) && !text.includes(other.member.username));
    assert.ok(!text.includes(one.member.password_verifier));
    assert.equal(
      await createSqlMemberExportStore(contract.database).exportMember('nobody'),
      undefined,
    );
  });

  test('S135 S225 a copy tells what staff did, and not from where they work', async () => {
    const contract = open();
    const { member_id } = (await savePair(contract)).member;
    const at = { member_id, ip: '198.51.100.99', user_agent: 'Desk/9.9' };
    await contract.audits.appendEvents([
      makeAuditRecord({ ...at, event: 'impersonation_started', actor_member_id: 'staff' }),
      makeAuditRecord({ ...at, event: 'logged_out', ip: '192.0.2.1', user_agent: 'Own/1.0' }),
    ]);
    const copy = await createSqlMemberExportStore(contract.database).exportMember(member_id);
    const events = copy?.['events']?.map(({ event, ip, user_agent }) => [event, ip, user_agent]);
    assert.deepEqual(events?.sort(), [
      ['impersonation_started', null, null],
      ['logged_out', '192.0.2.1', 'Own/1.0'],
    ]);
  });
};
