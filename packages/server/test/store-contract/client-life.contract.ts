import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Client } from '../../src/domain/client/client.ts';
import type { ClientReview } from '../../src/domain/client/client-life.ts';
import type { QueuedMail } from '../../src/domain/mail/letterbox.ts';
import { digestOf } from '../../src/domain/presented.ts';
import { deleteExpired } from '../../src/store/delete-expired.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countTrue, savePair, saveSession } from './contract.ts';
import { makeClient, makeCode, makeConsent, makeMember, nextNumber, t0 } from './records.ts';

const day = 86_400;
const racers = 8;

const makeMail = (): QueuedMail => ({
  mail_id: `client-mail-${nextNumber()}`,
  sealed: 'sealed',
  queued_at: t0,
});
const makeLink = (expires_at = t0 + day) => ({
  link_digest: digestOf(`link-${nextNumber()}`),
  expires_at,
});

async function isQueued({ database }: Contract, { mail_id }: QueuedMail): Promise<boolean> {
  const text = 'SELECT 1 AS found FROM mail WHERE mail_id = $1';
  return (await database.query(text, [mail_id])).length > 0;
}

/** A client of a member that waits for its review. */
async function request(contract: Contract, over: Partial<Client> = {}) {
  const member = makeMember();
  await contract.members.saveMember(member);
  const client = makeClient({ state: 'requested', is_reviewed: false, ...over });
  const review: ClientReview = {
    requested_at: t0,
    held_because: ['The name reads like another one.'],
    decided_at: null,
    refused_because: null,
  };
  const { member_id } = member;
  const mail = makeMail();
  const wanted = { client, owner_member_id: member_id, review, mail };
  assert.equal(await contract.clients.requestClient(wanted, 50), 'created');
  return { ...client, member_id, member, client, review, mail };
}

async function stateOf({ clients }: Contract, client_id: string) {
  return (await clients.findOwnedClient(client_id))?.client.state;
}

const reviewing: Behaviours = (open) => {
  test('S204 a request waits with its review, its mail and its owner, and is listed oldest first', async () => {
    const contract = open();
    const { client_id, member_id, client, review, mail } = await request(contract);
    assert.ok(await isQueued(contract, mail));
    assert.deepEqual((await contract.clients.findClientLife(client_id))?.review, review);
    const waiting = await contract.clients.listReviews('requested');
    const found = waiting.find((one) => one.client.client_id === client_id);
    assert.deepEqual(found, { client, review, owner_member_id: member_id });
    const times = waiting.map((one) => one.review.requested_at);
    assert.deepEqual(
      times,
      times.toSorted((left, right) => left - right),
    );
    const again = { client, owner_member_id: member_id, review, mail: makeMail() };
    assert.equal(await contract.clients.requestClient(again, 50), 'taken');
    const more = { ...again, client: { ...client, client_id: `more-${nextNumber()}` } };
    assert.equal(await contract.clients.requestClient(more, 1), 'too_many');
    assert.equal(await isQueued(contract, again.mail), false);
  });

  test('S204 of approvals and refusals at the same moment one happens, and only its mail is sent', async () => {
    const contract = open();
    const { client, client_id, member_id } = await request(contract);
    const mails: QueuedMail[] = [];
    const decided = await countTrue(racers, (index) => {
      const mail = makeMail();
      mails.push(mail);
      return index % 2 === 0
        ? contract.clients.approveClient(
            { client, link: makeLink(), listed: { member_id, mail: makeMail() }, mail },
            t0 + 5,
          )
        : contract.clients.refuseClient({ client_id, reason: 'No.', mail }, t0 + 5);
    });
    assert.equal(decided, 1);
    const queued = await Promise.all(mails.map((mail) => isQueued(contract, mail)));
    assert.equal(queued.filter(Boolean).length, 1);
    const state = await stateOf(contract, client_id);
    const life = await contract.clients.findClientLife(client_id);
    assert.equal(life?.review?.decided_at, t0 + 5);
    const isApproved = state === 'active';
    assert.equal(life.review.refused_because, isApproved ? null : 'No.');
    assert.equal(life.secret_link_expires_at, isApproved ? t0 + day : undefined);
    assert.equal(await contract.clients.isMemberListed(client_id, member_id), isApproved);
    assert.equal((await contract.clients.findClient(client_id))?.is_reviewed, isApproved);
    const refused = await contract.clients.listReviews('refused');
    assert.equal(
      refused.some(({ client }) => client.client_id === client_id),
      !isApproved,
    );
  });

  test('what was changed after it was looked at is not approved unseen', async () => {
    const contract = open();
    const { client, client_id } = await request(contract);
    const renamed = { ...client, client_name: 'Other' };
    assert.ok(await contract.clients.updateClient(renamed, client));
    const approval = { link: undefined, listed: undefined, mail: makeMail() };
    assert.equal(await contract.clients.approveClient({ ...approval, client }, t0), false);
    assert.equal(await isQueued(contract, approval.mail), false);
    assert.equal(await contract.clients.approveClient({ ...approval, client: renamed }, t0), true);
    assert.equal(await stateOf(contract, client_id), 'active');
  });

  test('a client that does not wait is neither approved nor refused', async () => {
    const contract = open();
    const { client } = await savePair(contract);
    const { client_id } = client;
    const shared = { client_id, mail: undefined };
    const approval = { client, link: undefined, listed: undefined, mail: undefined };
    assert.equal(await contract.clients.approveClient(approval, t0), false);
    assert.equal(await contract.clients.refuseClient({ ...shared, reason: 'No.' }, t0), false);
    assert.equal(await stateOf(contract, client_id), 'active');
  });
};

const switching: Behaviours = (open) => {
  test('S69 disabling ends sessions and codes and sends one mail, however many try; enabling brings nothing back', async () => {
    const contract = open();
    const pair = await savePair(contract);
    const { session } = await saveSession(contract, pair);
    const code = makeCode(pair);
    await contract.authorizations.saveConsentAndCode(makeConsent(pair), code);
    const { client_id } = pair.client;
    const mails: QueuedMail[] = [];
    const ended = await Promise.all(
      Array.from({ length: racers }, () => {
        const mail = makeMail();
        mails.push(mail);
        return contract.clients.disableClient(client_id, mail, t0 + 5);
      }),
    );
    assert.deepEqual(
      ended.filter((ids) => ids !== undefined),
      [[session.session_id]],
    );
    const queued = await Promise.all(mails.map((mail) => isQueued(contract, mail)));
    assert.equal(queued.filter(Boolean).length, 1);
    assert.equal((await contract.clients.findClient(client_id))?.state, 'disabled');
    assert.equal(await contract.clients.enableClient(client_id, 'inactive', t0 + 6), false);
    assert.equal(await contract.clients.enableClient(client_id, undefined, t0 + 6), true);
    assert.equal(await contract.clients.enableClient(client_id, undefined, t0 + 7), false);
    assert.equal((await contract.sessions.findSession(session.session_id))?.ended_at, t0 + 5);
    const found = await contract.authorizations.findCode(code.code_digest);
    assert.equal(found?.consumed_at, t0 + 5);
    const life = await contract.clients.findClientLife(client_id);
    assert.deepEqual([life?.disabled_at, life?.disabled_by, life?.idle_from], [null, null, t0 + 6]);
  });
};

const secrets: Behaviours = (open) => {
  test('S197 a link to a secret is used once, however many open it, and not after it ended', async () => {
    const contract = open();
    const { client } = await savePair(contract);
    const { client_id } = client;
    const link = makeLink();
    assert.equal(await contract.clients.saveSecretLink(client_id, link, makeMail()), true);
    const { link_digest, expires_at } = link;
    assert.equal(await contract.clients.findSecretLink(link_digest, expires_at - 1), client_id);
    assert.equal(await contract.clients.findSecretLink(link_digest, expires_at), undefined);
    const claim = (secret: string, at: number) =>
      contract.clients.claimSecretLink(
        link_digest,
        { client_id, secret_digest: digestOf(secret) },
        undefined,
        at,
      );
    assert.equal(await claim('late', expires_at), false);
    const claims = await Promise.all(
      Array.from({ length: racers }, (_, index) => claim(`secret ${index}`, t0 + 5)),
    );
    assert.equal(claims.filter(Boolean).length, 1);
    const winner = `secret ${claims.indexOf(true)}`;
    const found = await contract.clients.findOwnedClient(client_id);
    assert.equal(found?.client.secret_digest, digestOf(winner));
    assert.equal(await contract.clients.findSecretLink(link_digest, t0 + 5), undefined);
    assert.equal(await claim('again', t0 + 5), false);
  });

  test('S197 a new link takes the place of the one before, an expired one is deleted, and a public or waiting client gets none', async () => {
    const contract = open();
    const { client } = await savePair(contract);
    const [first, second] = [makeLink(), makeLink()];
    for (const link of [first, second]) {
      assert.ok(await contract.clients.saveSecretLink(client.client_id, link, undefined));
    }
    const find = (digest: string) => contract.clients.findSecretLink(digest, t0);
    assert.equal(await find(first.link_digest), undefined);
    assert.equal(await find(second.link_digest), client.client_id);
    while ((await deleteExpired(contract.database, second.expires_at)) > 0);
    assert.equal(await find(second.link_digest), undefined);
    const without = makeClient({ secret_digest: null });
    await contract.clients.saveClient(without);
    const { client_id } = await request(contract);
    for (const id of [without.client_id, client_id, 'nothing']) {
      const mail = makeMail();
      assert.equal(await contract.clients.saveSecretLink(id, makeLink(), mail), false);
      assert.equal(await isQueued(contract, mail), false);
    }
  });

  test('S68 a second secret stands beside the first until it ends; of several that replace one, one counts', async () => {
    const contract = open();
    const { client } = await savePair(contract);
    const { client_id, secret_digest } = client;
    const before = secret_digest ?? '';
    const ends_at = t0 + day;
    const added = await countTrue(racers, (index) =>
      contract.clients.addSecret(client_id, digestOf(`added ${index}`), { before, ends_at }),
    );
    assert.equal(added, 1);
    const found = await contract.clients.findClient(client_id);
    assert.deepEqual(found?.former_secret, { secret_digest: before, ends_at });
    assert.equal(await contract.clients.endFormerSecret(client_id), true);
    assert.equal(await contract.clients.endFormerSecret(client_id), false);
    assert.ok(!('former_secret' in ((await contract.clients.findClient(client_id)) ?? {})));
  });

  test('S68 replacing a secret at once ends the former one as well, and editing leaves both', async () => {
    const contract = open();
    const { client } = await savePair(contract);
    const { client_id, secret_digest } = client;
    const next = digestOf('next');
    const former = { before: secret_digest ?? '', ends_at: t0 + day };
    assert.ok(await contract.clients.addSecret(client_id, next, former));
    const standing = await contract.clients.findOwnedClient(client_id);
    assert.ok(standing);
    const renamed = { ...standing.client, client_name: 'Other' };
    assert.ok(await contract.clients.updateClient(renamed, standing.client));
    assert.deepEqual((await contract.clients.findClient(client_id))?.former_secret, {
      secret_digest,
      ends_at: former.ends_at,
    });
    assert.ok(await contract.clients.replaceSecretDigest(client_id, digestOf('last'), next));
    assert.equal((await contract.clients.findClient(client_id))?.former_secret, undefined);
  });

  test('S68 the use of each secret is written by itself', async () => {
    const contract = open();
    const { client } = await savePair(contract);
    const { client_id, secret_digest } = client;
    const next = digestOf(`next-${nextNumber()}`);
    const former = { before: secret_digest ?? '', ends_at: t0 + day };
    await contract.clients.recordClientUse({ client_id, secret_digest, used_at: t0 + 1 });
    await contract.clients.addSecret(client_id, next, former);
    const look = async () => {
      const life = await contract.clients.findClientLife(client_id);
      return [life?.last_used_at, life?.secret_used_at, life?.former_secret_used_at];
    };
    assert.deepEqual(await look(), [t0 + 1, null, t0 + 1]);
    await contract.clients.recordClientUse({ client_id, secret_digest: next, used_at: t0 + 2 });
    await contract.clients.recordClientUse({ client_id, secret_digest, used_at: t0 + 3 });
    assert.deepEqual(await look(), [t0 + 3, t0 + 2, t0 + 3]);
    await contract.clients.recordClientUse({ client_id, secret_digest: next, used_at: t0 + 1 });
    assert.deepEqual(await look(), [t0 + 3, t0 + 2, t0 + 3]);
  });
};

const idling: Behaviours = (open) => {
  const step = (client_id: string, days: number, mail?: QueuedMail) => ({
    client_id,
    days,
    disables: days === 180,
    mail,
  });

  test('S204 idleness is counted from when a client is first watched, from its last use, and never for one that is not active', async () => {
    const contract = open();
    const { clients } = contract;
    const { client } = await savePair(contract);
    const { client_id } = client;
    const { client_id: waiting } = await request(contract);
    await clients.watchClients(t0);
    await clients.watchClients(t0 + 50);
    const isIdle = async (days: number, now: number) =>
      (await clients.listIdleClients(days, now)).some((one) => one.client_id === client_id);
    assert.equal(await isIdle(90, t0 + 90 * day - 1), false);
    assert.equal(await isIdle(90, t0 + 90 * day), true);
    const idle = await clients.listIdleClients(90, t0 + 90 * day);
    assert.ok(idle.every((one) => one.client_id !== waiting));
    assert.equal(idle.find((one) => one.client_id === client_id)?.idle_since, t0);
    await clients.recordClientUse({ client_id, secret_digest: null, used_at: t0 + day });
    assert.equal(await isIdle(90, t0 + 90 * day), false);
    assert.equal(await isIdle(90, t0 + 91 * day), true);
    const used = (await clients.listIdleClients(90, t0 + 91 * day)).find(
      (one) => one.client_id === client_id,
    );
    assert.deepEqual([used?.idle_since, used?.last_used_at], [t0 + day, t0 + day]);
    await clients.disableClient(client_id, undefined, t0);
    assert.equal(await isIdle(90, t0 + 91 * day), false);
  });

  test('S204 each step happens once, however many nodes take it, and any use resets them', async () => {
    const contract = open();
    const { clients } = contract;
    const { client_id } = (await savePair(contract)).client;
    await clients.watchClients(t0);
    const now = t0 + 120 * day;
    const race = async (days: number, at: number) => {
      const mails = Array.from({ length: racers }, makeMail);
      const taken = await Promise.all(
        mails.map((mail) => clients.takeIdleStep(step(client_id, days, mail), at)),
      );
      const queued = await Promise.all(mails.map((mail) => isQueued(contract, mail)));
      return [taken.filter((ids) => ids !== undefined).length, queued.filter(Boolean).length];
    };
    assert.deepEqual(await race(90, now), [1, 1]);
    assert.deepEqual(await race(90, now), [0, 0]);
    assert.deepEqual(await race(120, now), [1, 1]);
    assert.deepEqual(await race(90, now), [0, 0]);
    assert.deepEqual(await race(150, now), [0, 0]);
    await clients.recordClientUse({ client_id, secret_digest: null, used_at: now });
    assert.deepEqual(await race(90, now), [0, 0]);
    assert.deepEqual(await race(90, now + 90 * day), [1, 1]);
  });

  test('S204 at 180 days a client is disabled with its sessions, once, unless it is used at that moment', async () => {
    const contract = open();
    const { clients } = contract;
    const pair = await savePair(contract);
    const { client_id } = pair.client;
    const { session } = await saveSession(contract, pair);
    await clients.watchClients(t0);
    const now = t0 + 180 * day;
    await clients.recordClientUse({ client_id, secret_digest: null, used_at: now });
    assert.equal(await clients.takeIdleStep(step(client_id, 180, makeMail()), now), undefined);
    const later = now + 180 * day;
    const taken = await Promise.all(
      Array.from({ length: racers }, () => clients.takeIdleStep(step(client_id, 180), later)),
    );
    assert.deepEqual(
      taken.filter((ids) => ids !== undefined),
      [[session.session_id]],
    );
    const life = await clients.findClientLife(client_id);
    assert.deepEqual([life?.disabled_at, life?.disabled_by], [later, 'inactive']);
    assert.equal(await clients.enableClient(client_id, 'inactive', later + 5), true);
    assert.equal(await clients.takeIdleStep(step(client_id, 90), later + 5), undefined);
  });

  test('S204 book 2 the mail goes to the present address of the owner, which members are shown, or to the address that staff wrote down', async () => {
    const contract = open();
    const { clients, members } = contract;
    const developer_email = 'before@example.test';
    const { client, client_id, member } = await request(contract, { developer_email });
    const approval = { client, link: undefined, listed: undefined, mail: undefined };
    await clients.approveClient(approval, t0);
    const username = `moved-${nextNumber()}@example.test`;
    await members.saveMember({ ...member, username });
    const unowned = makeClient({ developer_email: 'dev@tool.example' });
    const silent = makeClient();
    for (const each of [unowned, silent]) await clients.saveClient(each);
    assert.equal((await clients.findClient(client_id))?.developer_email, username);
    await clients.watchClients(t0);
    const idle = await clients.listIdleClients(90, t0 + 90 * day);
    const toOf = (id: string) => idle.find((one) => one.client_id === id)?.to;
    assert.deepEqual([client_id, unowned.client_id, silent.client_id].map(toOf), [
      username,
      'dev@tool.example',
      null,
    ]);
  });
};

const crowding: Behaviours = (open) => {
  test('S199 of members who come at once no more are let in than may be, and who is in stays in', async () => {
    const contract = open();
    const { authorizations } = contract;
    const { client } = await savePair(contract);
    const members = Array.from({ length: racers }, () => makeMember());
    for (const member of members) await contract.members.saveMember(member);
    const letIn = (member: (typeof members)[number], membersMax?: number) => {
      const pair = { client, member };
      return authorizations.saveConsentAndCode(makeConsent(pair), makeCode(pair), membersMax);
    };
    const max = 3;
    const outcomes = await Promise.all(members.map((member) => letIn(member, max)));
    assert.equal(outcomes.filter(Boolean).length, max);
    assert.equal(await authorizations.countConsents(client.client_id), max);
    for (const [index, member] of members.entries()) {
      assert.equal(await letIn(member, max), outcomes[index]);
    }
    const late = members.find((_, index) => outcomes[index] === false);
    assert.ok(late);
    assert.equal(await letIn(late), true);
    assert.equal(await authorizations.countConsents(client.client_id), max + 1);
  });
};

/** A client from the request to its end. */
export const clientLifeBehaviours: Behaviours = (open) => {
  reviewing(open);
  switching(open);
  secrets(open);
  idling(open);
  crowding(open);
};
