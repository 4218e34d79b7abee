import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DataAnswer } from '@pitpass/client';

import { createKeptAnswers } from './kept-answers.ts';

function setUp(expires_at: number | undefined) {
  const state = { now: 100, asked: [] as string[] };
  const get = async (path: string, question: unknown): Promise<DataAnswer> => {
    state.asked.push(`${path} ${JSON.stringify(question)}`);
    return { kind: 'json', payload: state.asked.length, expires_at, rateLimit: undefined };
  };
  const answers = createKeptAnswers({ get: get as never }, () => state.now);
  const ask = (path: string, question = {}) =>
    answers.ask(path, question, (answer) => `made of ${String(answer.payload)}`);
  return { state, answers, ask };
}

test('the same question is asked once until its answer expires', async () => {
  const { state, answers, ask } = setUp(160);
  assert.equal(await ask('series/seasons'), 'made of 1');
  state.now = 159;
  assert.equal(await ask('series/seasons'), 'made of 1');
  assert.equal(state.asked.length, 1);
  assert.equal(answers.takeSpared(), 1);
  assert.equal(answers.takeSpared(), 0);
  state.now = 160;
  assert.equal(await ask('series/seasons'), 'made of 2');
});

test('another question is another answer, and the order of parameters is none', async () => {
  const { state, ask } = setUp(160);
  await ask('a', { x: 1, y: 2 });
  await ask('a', { y: 2, x: 1 });
  assert.equal(state.asked.length, 1);
  await ask('a', { x: 1, y: 3 });
  await ask('b', { x: 1, y: 2 });
  assert.equal(state.asked.length, 3);
});

test('an answer that does not say how long it holds, or has expired, is not kept', async () => {
  for (const expires_at of [undefined, 100, 99]) {
    const { state, ask } = setUp(expires_at);
    await ask('a');
    await ask('a');
    assert.equal(state.asked.length, 2);
  }
});

test('a refusal, and an answer that cannot be read, are asked for again', async () => {
  const { state, answers } = setUp(160);
  const failing = () => answers.ask('a', {}, () => assert.fail('of another form'));
  await assert.rejects(failing, /of another form/);
  await assert.rejects(failing, /of another form/);
  assert.equal(state.asked.length, 2);
});

test('what was kept, or is under way, is nobody else’s after somebody signed out', async () => {
  const { state, answers, ask } = setUp(160);
  await ask('a');
  const underWay = ask('b');
  answers.clear();
  await underWay;
  await ask('a');
  await ask('b');
  assert.equal(state.asked.length, 4);
});

test('no more than two hundred answers are kept, the oldest go first', async () => {
  const { state, ask } = setUp(160);
  for (let i = 0; i <= 200; i += 1) await ask(`method/${i}`);
  await ask('method/200');
  assert.equal(state.asked.length, 201);
  await ask('method/0');
  assert.equal(state.asked.length, 202);
});
