import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OAuthError } from '@pitpass/protocol';
import type { AuthorizationRequest } from '@pitpass/protocol';

import { openHouse } from '../../../test/house.ts';
import { makeCode, makeConsent, makeMember } from '../../../test/store-contract/records.ts';
import { unreviewedMembersMax } from '../client/client-life.ts';
import type { Client } from '../client/client.ts';
import type { Member } from '../member/member.ts';
import { allowAuthorization } from './authorization-code.ts';
import { findAdmissionRefusal } from './member-admission.ts';

const request: AuthorizationRequest = {
  client_id: 'lap-lens',
  redirect_uri: 'https://demo.example/cb',
  scope: ['iracing.auth'],
  state: undefined,
  code_challenge: undefined,
  code_challenge_method: 'plain',
  prompt_verify: false,
};

async function openDoor(over: Partial<Client>) {
  const house = await openHouse();
  const client = await house.saveClient({ client_id: 'lap-lens', ...over });
  const ask = async (member: Member) => {
    const consent = await house.stores.authorizations.findConsent(
      member.member_id,
      client.client_id,
    );
    return findAdmissionRefusal(client, member, consent, house.parts);
  };
  const allow = async ({ member_id }: Member) => {
    const auth_time = house.time.now;
    const subject = { client, request, member_id, auth_time, browser_id: null };
    return allowAuthorization(subject, undefined, house.parts);
  };
  return { house, client, ask, allow };
}

const refusedWith = (description: RegExp) => (error: unknown) => {
  assert.ok(error instanceof OAuthError);
  assert.equal(error.error, 'access_denied');
  assert.match(error.error_description, description);
  return true;
};

test('S199 an app that nobody has reviewed is let in by 100 members and no more; who is in stays in', async () => {
  const { house, client, ask, allow } = await openDoor({ is_reviewed: false });
  const members: Member[] = [];
  for (let count = 0; count < unreviewedMembersMax; count += 1) {
    const member = await house.saveMember();
    members.push(member);
    if (count < unreviewedMembersMax - 1) {
      await house.stores.authorizations.saveConsentAndCode(
        makeConsent({ client, member }),
        makeCode({ client, member }),
        unreviewedMembersMax,
      );
    }
  }
  const last = members.at(-1) ?? assert.fail();
  assert.equal(await ask(last), undefined);
  await allow(last);
  const late = await house.saveMember();
  const refusal = await ask(late);
  assert.ok(refusedWith(/not reviewed yet, and let in by 100 members/)(refusal));
  await assert.rejects(allow(late), refusedWith(/let in by 100 members/));
  assert.equal(await ask(last), undefined);
  await house.stores.clients.saveClient({ ...client, is_reviewed: true });
  const reviewed = { ...client, is_reviewed: true };
  assert.equal(await findAdmissionRefusal(reviewed, late, undefined, house.parts), undefined);
});

test('S205 book 6 a client of internal support is for staff and the members on its list', async () => {
  const { house, client, ask } = await openDoor({ roles: ['internal_support'] });
  const [driver, listed] = [await house.saveMember(), await house.saveMember()];
  const staff = await house.saveMember({ is_staff: 1 });
  await house.stores.clients.setListedMembers(client.client_id, [listed.member_id]);
  assert.ok(refusedWith(/internal support/)(await ask(driver)));
  assert.equal(await ask(listed), undefined);
  assert.equal(await ask(staff), undefined);
  await house.stores.clients.setListedMembers(client.client_id, []);
  assert.ok(refusedWith(/internal support/)(await ask(listed)));
});

test('S205 book 6 a client that serves end users as well, or has no role written, is for everybody', async () => {
  for (const roles of [undefined, ['end_user_support'], ['internal_support', 'end_user_support']]) {
    const over = roles === undefined ? {} : ({ roles } as Partial<Client>);
    const { ask } = await openDoor(over);
    assert.equal(await ask(makeMember()), undefined);
  }
});
