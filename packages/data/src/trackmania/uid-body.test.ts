import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUidBody } from './uid-body.ts';

const uid = 'JlxlB7KbrCfhjAf5ld89ByXR987';
const json = 'application/json';

test('TM 7.6 the body is JSON with a uid; whatever else is in it does not matter', () => {
  for (const type of [json, 'application/json; charset=utf-8', 'Application/JSON ;x=y']) {
    assert.deepEqual(parseUidBody(type, JSON.stringify({ uid })), { uid });
  }
  assert.deepEqual(parseUidBody(json, `{"uid":"${uid}","__proto__":{"uid":"x"},"a":[1]}`), { uid });
});

test('TM 7.6 another type of body is refused, and so is none', () => {
  for (const type of [undefined, '', 'text/plain', 'application/x-www-form-urlencoded', 'json']) {
    const parsed = parseUidBody(type, JSON.stringify({ uid }));
    assert.deepEqual(parsed, { status: 415, message: 'Send the body as application/json.' });
  }
});

test('TM 7.6 a body without a uid of good form is refused with what is wrong', () => {
  const refusal = (body: unknown) => {
    const parsed = parseUidBody(json, body);
    return 'message' in parsed && parsed.status === 400 ? parsed.message : assert.fail();
  };
  for (const body of ['', '{', undefined, 'uid=x', `{uid:"${uid}"}`, { uid }]) {
    assert.equal(refusal(body), 'The body is not JSON.');
  }
  for (const body of [
    'null',
    '[]',
    '"x"',
    '5',
    '{}',
    '{"uid":5}',
    `{"uid":["${uid}"]}`,
    `{"UID":"${uid}"}`,
    `{"__proto__":{"uid":"${uid}"}}`,
  ]) {
    assert.equal(refusal(body), 'The body must be {"uid": "<map uid>"}.', body);
  }
  for (const wrong of [
    '',
    'x',
    `${uid}0`,
    uid.slice(1),
    `${uid.slice(1)}-`,
    '5b4d42f4-c2de-407d-b367-cbff3fe817bc',
    `${uid}\n`,
  ]) {
    assert.match(refusal(JSON.stringify({ uid: wrong })), /^uid must be 27 letters/, wrong);
  }
});
