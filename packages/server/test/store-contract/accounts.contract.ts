import assert from 'node:assert/strict';
import { test } from 'node:test';

import { digestOf } from '../../src/domain/presented.ts';
import type { SqlDatabase } from '../../src/store/sql-database.ts';
import type { Behaviours } from './contract.ts';
import { countRows, countTrue, createStores, plain, savePair, saveSession } from './contract.ts';
import {
  hostileTexts,
  makeClient,
  makeCode,
  makeConsent,
  makeMember,
  makeRefreshToken,
  nextNumber,
  progressAt,
  t0,
} from './records.ts';

/** Members and the browsers in which they are signed in. */
export const memberBehaviours: Behaviours = (open) => {
  test('a saved member is found by id, by username and by customer id', async () => {
    const { members } = open();
    const member = makeMember();
    await members.saveMember(member);
    assert.deepEqual(plain(await members.findMember(member.member_id)), member);
    assert.deepEqual(plain(await members.findMemberByUsername(member.username)), member);
    assert.deepEqual(plain(await members.findMemberByCustId(member.cust_id)), member);
  });

  test('an unknown member is undefined by every name', async () => {
    const { members } = open();
    assert.equal(await members.findMember('nobody'), undefined);
    assert.equal(await members.findMemberByUsername('nobody@example.test'), undefined);
    assert.equal(await members.findMemberByCustId(-1), undefined);
  });

  test('saving again replaces name, username, verifier and state', async () => {
    const { members } = open();
    const member = makeMember();
    await members.saveMember(member);
    const changed = {
      ...member,
      username: `new-${member.username}`,
      display_name: 'Another Name',
      password_verifier: 'another',
      disabled_at: t0 + 5,
    };
    await members.saveMember(changed);
    assert.deepEqual(plain(await members.findMember(member.member_id)), changed);
    assert.equal(await members.findMemberByUsername(member.username), undefined);
  });

  test('a username that another member has is refused and changes nothing', async () => {
    const { members } = open();
    const [first, second] = [makeMember(), makeMember()];
    await members.saveMember(first);
    await members.saveMember(second);
    await assert.rejects(members.saveMember({ ...second, username: first.username }));
    assert.deepEqual(plain(await members.findMember(second.member_id)), second);
  });

  test('members are listed oldest first, at most as many as asked for', async () => {
    const { members } = open();
    const later = makeMember({ created_at: t0 - 10 });
    const earlier = makeMember({ created_at: t0 - 20 });
    await members.saveMember(later);
    await members.saveMember(earlier);
    const listed = await members.listMembers(2);
    assert.deepEqual(
      listed.map(({ member_id }) => member_id),
      [earlier.member_id, later.member_id],
    );
  });

  test('a browser login is found with its member one second before it expires and not when it does', async () => {
    const { logins, members } = open();
    const member = makeMember();
    await members.saveMember(member);
    const login = {
      login_digest: digestOf(`login-${nextNumber()}`),
      member_id: member.member_id,
      auth_time: t0 - 5,
      expires_at: t0 + 100,
      browser_id: 'browser-1',
    };
    await logins.saveBrowserLogin(login);
    const found = await logins.findBrowserLogin(login.login_digest, t0 + 99);
    assert.deepEqual({ login: found?.login, member: plain(found?.member) }, { login, member });
    assert.equal(await logins.findBrowserLogin(login.login_digest, t0 + 100), undefined);
    assert.equal(await logins.findBrowserLogin(digestOf('another'), t0), undefined);
  });

  test('S193 a member is signed out of one remembered browser, and of no other', async () => {
    const { logins, members } = open();
    const member = makeMember();
    await members.saveMember(member);
    const made = ['one', 'two'].map((name) => ({
      login_digest: digestOf(`login-${nextNumber()}`),
      member_id: member.member_id,
      auth_time: t0,
      expires_at: t0 + 100,
      browser_id: `${name}-${member.member_id}`,
    }));
    for (const login of made) await logins.saveBrowserLogin(login);
    const [one, two] = made;
    assert.ok(one && two);
    await logins.deleteLoginsOfBrowser('another-member', one.browser_id);
    assert.notEqual(await logins.findBrowserLogin(one.login_digest, t0), undefined);
    await logins.deleteLoginsOfBrowser(member.member_id, one.browser_id);
    assert.equal(await logins.findBrowserLogin(one.login_digest, t0), undefined);
    assert.notEqual(await logins.findBrowserLogin(two.login_digest, t0), undefined);
  });

  test('S187 a browser login is gone once it was deleted, and with a disabled account', async () => {
    const { logins, members } = open();
    const member = makeMember();
    await members.saveMember(member);
    const [first, second] = [1, 2].map(() => ({
      login_digest: digestOf(`login-${nextNumber()}`),
      member_id: member.member_id,
      auth_time: t0,
      expires_at: t0 + 100,
      browser_id: null,
    }));
    assert.ok(first && second);
    await logins.saveBrowserLogin(first);
    await logins.saveBrowserLogin(second);
    await logins.deleteBrowserLogin(first.login_digest);
    assert.equal(await logins.findBrowserLogin(first.login_digest, t0), undefined);
    assert.notEqual(await logins.findBrowserLogin(second.login_digest, t0), undefined);
    await members.saveMember({ ...member, disabled_at: t0 });
    assert.equal(await logins.findBrowserLogin(second.login_digest, t0), undefined);
  });

  test('hostile texts are data in every column of a member and find nobody else', async () => {
    const { members } = open();
    for (const text of hostileTexts) {
      // An index row of PostgreSQL holds less than 2,700 bytes: unique columns get the beginning.
      const short = `${text.slice(0, 500)}${nextNumber()}`;
      const member = makeMember({
        member_id: short,
        username: short,
        account_id: short,
        display_name: text,
        password_verifier: text,
      });
      assert.equal(await members.findMemberByUsername(short), undefined);
      await members.saveMember(member);
      assert.deepEqual(plain(await members.findMemberByUsername(short)), member);
      assert.deepEqual(plain(await members.findMember(short)), member);
    }
  });
};

/** A database whose next answers wait until they are let go. */
function holdAnswers(database: SqlDatabase) {
  const waiting: (() => void)[] = [];
  let isHolding = false;
  const held: SqlDatabase = {
    ...database,
    async query(text, values) {
      const rows = await database.query(text, values);
      if (isHolding) await new Promise<void>((resolve) => waiting.push(resolve));
      return rows;
    },
  };
  return {
    held,
    hold: () => {
      isHolding = true;
    },
    letGo: () => {
      isHolding = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

/** Registering, changing and deleting clients, by members and by staff. */
const registrationBehaviours: Behaviours = (open) => {
  const saveMember = async () => {
    const member = makeMember();
    await open().members.saveMember(member);
    return member;
  };

  test('a client is created once, however many ask for its identifier at once', async () => {
    const { clients } = open();
    const client = makeClient({ cors_origins: [`https://spa-${nextNumber()}.example`] });
    const created = await countTrue(8, (index) =>
      clients.createClient({ ...client, client_name: `Lap Lens ${index}` }),
    );
    assert.equal(created, 1);
    assert.equal(await clients.createClient(client), false);
    const found = await clients.findOwnedClient(client.client_id);
    assert.match(found?.client.client_name ?? '', /^Lap Lens \d$/);
    assert.equal(found?.owner_member_id, null);
  });

  test('a client of a member is found with its owner and listed with the owner alone, newest first', async () => {
    const { clients } = open();
    const [mia, max] = [await saveMember(), await saveMember()];
    const early = makeClient({ created_at: t0 - 9, homepage_url: 'https://a.example/' });
    const late = makeClient({ description: 'Two\nlines' });
    for (const client of [early, late]) {
      assert.equal(await clients.createClientOfOwner(client, mia.member_id, 50), 'created');
    }
    const found = await clients.findOwnedClient(early.client_id);
    assert.deepEqual(found, { client: early, owner_member_id: mia.member_id });
    assert.deepEqual(await clients.listClientsOfOwner(mia.member_id), [late, early]);
    assert.deepEqual(await clients.listClientsOfOwner(max.member_id), []);
    assert.equal(await clients.findOwnedClient('nobody'), undefined);
  });

  test('a member owns no more clients than allowed, however many are registered at once', async () => {
    const { clients, database } = open();
    for (let trial = 0; trial < 10; trial += 1) {
      const { member_id } = await saveMember();
      const before = await countRows(database, 'client');
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => clients.createClientOfOwner(makeClient(), member_id, 2)),
      );
      const counts = (answer: string) => answers.filter((one) => one === answer).length;
      assert.deepEqual([counts('created'), counts('too_many')], [2, 14]);
      assert.equal((await clients.listClientsOfOwner(member_id)).length, 2);
      assert.equal(await countRows(database, 'client'), before + 2);
    }
  });

  test('a client of a member whose identifier is taken, or whose owner is no member in use, is not written', async () => {
    const { clients, members } = open();
    const member = await saveMember();
    const standing = makeClient();
    await clients.createClient(standing);
    const impostor = { ...standing, client_name: 'Another' };
    assert.equal(await clients.createClientOfOwner(impostor, member.member_id, 50), 'taken');
    assert.deepEqual(await clients.findClient(standing.client_id), standing);
    await members.saveMember({ ...member, disabled_at: t0 });
    for (const owner of [member.member_id, 'nobody']) {
      const client = makeClient();
      assert.equal(await clients.createClientOfOwner(client, owner, 50), 'owner_unknown');
      assert.equal(await clients.findClient(client.client_id), undefined);
    }
    assert.deepEqual(await clients.listClientsOfOwner(member.member_id), []);
  });

  test('clients are listed page by page, each once, of one dialect or of all', async () => {
    const { clients } = open();
    const club = makeClient({ dialect: 'trackmania' });
    await clients.createClient(club);
    const listed: string[] = [];
    for (let after = ''; ;) {
      const page = await clients.listClients({ dialect: undefined, after, limit: 3 });
      listed.push(...page.map(({ client_id }) => client_id));
      if (page.length < 3) break;
      after = page.at(-1)?.client_id ?? '';
    }
    assert.equal(new Set(listed).size, listed.length);
    assert.ok(listed.includes(club.client_id) && listed.length > 3);
    const ofDialect = { dialect: 'trackmania', after: '', limit: 100 } as const;
    assert.deepEqual(await clients.listClients(ofDialect), [club]);
  });

  test('a change is written when the record is as it was read, and seen at once', async () => {
    const { clients } = open();
    const origin = `https://spa-${nextNumber()}.example`;
    const client = makeClient({ cors_origins: [origin], description: 'Before' });
    await clients.createClient(client);
    await clients.findClient(client.client_id);
    const { description: _gone, ...rest } = client;
    const changed = { ...rest, client_name: 'Changed', cors_origins: [] };
    assert.equal(await clients.updateClient(changed, client), true);
    assert.deepEqual(await clients.findClient(client.client_id), changed);
    assert.equal(await clients.isCorsOriginRegistered('iracing', origin), false);
    assert.equal(await clients.updateClient({ ...client, client_name: 'Late' }, client), false);
    assert.deepEqual(await clients.findClient(client.client_id), changed);
  });

  test('of changes of one record at once a single one is written', async () => {
    const { clients } = open();
    const client = makeClient();
    await clients.createClient(client);
    const written = await countTrue(8, (index) =>
      clients.updateClient({ ...client, client_name: `Name ${index}` }, client),
    );
    assert.equal(written, 1);
  });

  test('a change touches neither secret nor state, and a deleted client does not come back by one', async () => {
    const { clients } = open();
    const client = makeClient();
    await clients.createClient(client);
    const digest = digestOf('another secret');
    await clients.replaceSecretDigest(client.client_id, digest, client.secret_digest ?? '');
    await clients.saveClient({ ...client, secret_digest: digest, state: 'disabled' });
    assert.equal(await clients.updateClient({ ...client, client_name: 'New' }, client), true);
    const found = await clients.findClient(client.client_id);
    assert.deepEqual(
      [found?.client_name, found?.secret_digest, found?.state],
      ['New', digest, 'disabled'],
    );
    await clients.deleteClient(client.client_id, undefined);
    assert.ok(found);
    assert.equal(await clients.updateClient({ ...found, client_name: 'Ghost' }, found), false);
    assert.equal(await clients.replaceSecretDigest(client.client_id, digest, digest), false);
    assert.equal(await clients.findClient(client.client_id), undefined);
  });

  test('of replacements of one secret at once a single one is written, and none for a public client', async () => {
    const { clients } = open();
    const client = makeClient();
    const open_ = makeClient({ secret_digest: null });
    await clients.createClient(client);
    await clients.createClient(open_);
    const { client_id, secret_digest } = client;
    const written = await countTrue(8, (index) =>
      clients.replaceSecretDigest(client_id, digestOf(`secret ${index}`), secret_digest ?? ''),
    );
    assert.equal(written, 1);
    assert.notEqual((await clients.findClient(client_id))?.secret_digest, secret_digest);
    const digest = digestOf('never');
    assert.equal(await clients.replaceSecretDigest(open_.client_id, digest, ''), false);
  });

  test('S69 a deleted client takes everything of it along and nothing of others', async () => {
    const stores = open();
    const { clients, authorizations, sessions, refreshTokens, database } = stores;
    const fill = async () => {
      const pair = await savePair(stores);
      await clients.setListedMembers(pair.client.client_id, [pair.member.member_id]);
      const code = makeCode(pair);
      await authorizations.saveConsentAndCode(makeConsent(pair), code);
      return { ...pair, code, ...(await saveSession(stores, pair)) };
    };
    const kept = await fill();
    const tables = ['client', 'session', 'refresh_token', 'consent', 'authorization_code'];
    const count = () => Promise.all(tables.map((table) => countRows(database, table)));
    const before = await count();
    const gone = await fill();
    const ended = await clients.deleteClient(gone.client.client_id, undefined);
    assert.deepEqual(ended, [gone.session.session_id]);
    assert.deepEqual(await count(), before);
    assert.equal(await clients.findClient(gone.client.client_id), undefined);
    assert.equal(await refreshTokens.findRefreshToken(gone.refresh_token.token_digest), undefined);
    assert.equal(await sessions.isSessionLive(kept.session.session_id, t0), true);
    assert.notEqual(await authorizations.findCode(kept.code.code_digest), undefined);
  });

  test('S196 a client is deleted by its owner, by staff, and once; by nobody else', async () => {
    const { clients } = open();
    const [mia, max] = [await saveMember(), await saveMember()];
    const client = makeClient();
    const ofStaff = makeClient();
    await clients.createClientOfOwner(client, mia.member_id, 50);
    await clients.createClient(ofStaff);
    assert.equal(await clients.deleteClient(client.client_id, max.member_id), undefined);
    assert.equal(await clients.deleteClient(ofStaff.client_id, max.member_id), undefined);
    assert.notEqual(await clients.findClient(client.client_id), undefined);
    const deleted = await countTrue(
      6,
      async () => (await clients.deleteClient(client.client_id, mia.member_id)) !== undefined,
    );
    assert.equal(deleted, 1);
    assert.deepEqual(await clients.deleteClient(ofStaff.client_id, undefined), []);
  });

  test('a refresh at the moment of a deletion leaves no token behind, whichever comes first', async () => {
    const stores = open();
    const { clients, refreshTokens, database } = stores;
    const before = await countRows(database, 'refresh_token');
    for (let trial = 0; trial < 10; trial += 1) {
      const pair = await savePair(stores);
      const { session, refresh_token } = await saveSession(stores, pair);
      const successor = makeRefreshToken(session);
      const refresh = () =>
        refreshTokens.rotateRefreshToken(refresh_token, successor, progressAt(t0), t0);
      const remove = () => clients.deleteClient(pair.client.client_id, undefined);
      await Promise.all(trial % 2 === 0 ? [refresh(), remove()] : [remove(), refresh()]);
      assert.equal(await refreshTokens.findRefreshToken(successor.token_digest), undefined);
    }
    assert.equal(await countRows(database, 'refresh_token'), before);
  });
};

/** Clients, their registered origins and their access lists. */
export const clientBehaviours: Behaviours = (open) => {
  registrationBehaviours(open);

  test('a saved client comes back whole', async () => {
    const { clients } = open();
    const client = makeClient({
      client_type: 'single-page-app',
      secret_digest: null,
      developer_name: null,
      cors_origins: ['https://spa.example', 'http://127.0.0.1:7491'],
      is_reviewed: false,
    });
    await clients.saveClient(client);
    assert.deepEqual(await clients.findClient(client.client_id), client);
    assert.equal(await clients.findClient('nobody'), undefined);
  });

  test('a client whose second step fails is not saved at all', async () => {
    const { clients } = open();
    const twice = makeClient({ cors_origins: ['https://a.example', 'https://a.example'] });
    await assert.rejects(clients.saveClient(twice));
    assert.equal(await clients.findClient(twice.client_id), undefined);
    const client = { ...twice, cors_origins: ['https://b.example'] };
    await clients.saveClient(client);
    await assert.rejects(clients.saveClient({ ...twice, client_name: 'Changed' }));
    assert.deepEqual(await clients.findClient(client.client_id), client);
    assert.equal(await clients.isCorsOriginRegistered('iracing', 'https://b.example'), true);
  });

  test('a client that was looked up is seen changed at once after it was saved here', async () => {
    const { clients } = open();
    const client = makeClient();
    await clients.saveClient(client);
    await clients.findClient(client.client_id);
    await clients.saveClient({ ...client, state: 'disabled', secret_digest: null });
    const found = await clients.findClient(client.client_id);
    assert.deepEqual([found?.state, found?.secret_digest], ['disabled', null]);
  });

  test('an answer that was on its way while the client was saved is not remembered', async () => {
    const { database } = open();
    const { held, hold, letGo } = holdAnswers(database);
    const { clients } = createStores(held, () => t0);
    const client = makeClient();
    await clients.saveClient(client);
    hold();
    const early = clients.findClient(client.client_id);
    // The answer has left the database before the change and arrives after it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clients.saveClient({ ...client, state: 'disabled' });
    letGo();
    await early;
    assert.equal((await clients.findClient(client.client_id))?.state, 'disabled');
  });

  test('S69 a change by another node is seen when the second is over', async () => {
    const { clients, database, time } = open();
    const client = makeClient();
    await clients.saveClient(client);
    assert.equal((await clients.findClient(client.client_id))?.state, 'active');
    await createStores(database, () => t0).clients.saveClient({ ...client, state: 'disabled' });
    time.now += 1;
    assert.equal((await clients.findClient(client.client_id))?.state, 'disabled');
  });

  test('S75 an origin counts while an active client of the dialect has it, and no longer', async () => {
    const { clients } = open();
    const origin = `https://spa-${nextNumber()}.example`;
    const client = makeClient({ cors_origins: [origin] });
    const isRegistered = (asked: string) => clients.isCorsOriginRegistered('iracing', asked);
    assert.equal(await isRegistered(origin), false);
    await clients.saveClient(client);
    assert.equal(await isRegistered(origin), true);
    assert.equal(await isRegistered(`${origin}.evil.example`), false);
    assert.equal(await isRegistered('null'), false);
    await clients.saveClient({ ...client, state: 'disabled' });
    assert.equal(await isRegistered(origin), false);
    await clients.saveClient({ ...client, cors_origins: [] });
    assert.equal(await isRegistered(origin), false);
  });

  test('S100 book 4.2 an access list holds three members and refuses a fourth, leaving the three', async () => {
    const stores = open();
    const { clients, members } = stores;
    const { client, member } = await savePair(stores);
    const more = [makeMember(), makeMember(), makeMember()];
    for (const each of more) await members.saveMember(each);
    const [second, third, fourth] = more.map(({ member_id }) => member_id);
    assert.ok(second && third && fourth);
    const { client_id } = client;
    const three = [member.member_id, second, third];
    await clients.setListedMembers(client_id, [...three, second]);
    await assert.rejects(clients.setListedMembers(client_id, [...three, fourth]), RangeError);
    const isListed = (id: string) => clients.isMemberListed(client_id, id);
    assert.deepEqual(await Promise.all([...three, fourth].map(isListed)), [
      true,
      true,
      true,
      false,
    ]);
    assert.deepEqual([...(await clients.listListedMembers(client_id))].sort(), three.sort());
    await clients.setListedMembers(client_id, [fourth]);
    assert.deepEqual(await clients.listListedMembers(client_id), [fourth]);
    assert.deepEqual(await Promise.all([...three, fourth].map(isListed)), [
      false,
      false,
      false,
      true,
    ]);
  });

  test('an access list with an unknown member is refused and the standing one stays', async () => {
    const stores = open();
    const { clients } = stores;
    const { client, member } = await savePair(stores);
    await clients.setListedMembers(client.client_id, [member.member_id]);
    await assert.rejects(clients.setListedMembers(client.client_id, ['nobody']));
    assert.equal(await clients.isMemberListed(client.client_id, member.member_id), true);
    assert.equal(await clients.isMemberListed('another client', member.member_id), false);
  });

  test('hostile texts are data in every member of a client', async () => {
    const { clients } = open();
    for (const text of hostileTexts) {
      const client_id = `${text.slice(0, 500)}${nextNumber()}`;
      assert.equal(await clients.findClient(client_id), undefined);
      const client = makeClient({
        client_id,
        client_name: text,
        developer_name: text,
        redirect_uris: [text],
        cors_origins: [text.slice(0, 500)],
      });
      await clients.saveClient(client);
      assert.deepEqual(await clients.findClient(client_id), client);
      assert.equal(await clients.isCorsOriginRegistered('iracing', text.slice(0, 500)), true);
    }
  });
};
