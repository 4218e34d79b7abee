import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mask } from '@pitpass/protocol';
import { hash } from 'node:crypto';

import { findPasswordProblem, maskPassword } from './new-password.ts';

const account = { username: 'kim.racer@club.example', display_name: 'Kim Racer' };
const problemOf = (password: string) => findPasswordProblem(password, account);

test('S183 a new password has 12 to 256 characters as a reader counts code points, and none is cut off', () => {
  assert.match(problemOf('vK3-quince9') ?? '', /shorter than 12/);
  assert.equal(problemOf('vK3-quince9x'), undefined);
  assert.match(problemOf('🏁🏎️💨🏆🥇🚥🚦⛽🔧🛞') ?? '', /shorter than 12/);
  const long = 'vK3-quince9x/'.repeat(20);
  assert.equal(problemOf(long.slice(0, 256)), undefined);
  assert.match(problemOf(long.slice(0, 257)) ?? '', /longer than 256/);
});

const guessedFirst = [
  'aaaaaaaaaaaa',
  '121212121212',
  'abcabcabcabc',
  'qwertyqwerty',
  '123456789012',
  '210987654321',
  'qwertyuiop12',
  'QWERTYUIOP[]',
  '1qaz2wsx3edc',
  'asdfghjkl123',
  'abcdefghijkl',
  'password1234',
  'Password2024!',
  'P4ssw0rd2024',
  'p@$$w0rd1234',
  'iloveyou2024',
  'dragonmonkey',
  'welcome12345',
  'Sunshine1986!',
  'TrackMania2020',
  'iracing123456',
  'passwordpassword',
  'ｐａｓｓｗｏｒｄ１２３４',
  'let me in 2024',
  '1234password',
];

test('S183 a password that is guessed first is refused, however it is dressed', () => {
  for (const password of guessedFirst) {
    assert.match(problemOf(password) ?? 'accepted', /guessed first|name of the account/, password);
  }
});

test('S183 a password that is a name of its account and little else is refused', () => {
  for (const password of [
    'kim.racer@club.example',
    'Kim.Racer@Club.Example',
    'kim.racer2024',
    'KimRacer!123',
    '__Kim Racer_',
  ]) {
    assert.match(problemOf(password) ?? 'accepted', /name of the account/, password);
  }
});

test('S183 a password that was often found in leaks is refused, in whatever case', () => {
  for (const password of ['polniypizdec0211', 'MailCreated5240', 'ghbdtnrfrltkf']) {
    assert.match(problemOf(password) ?? '', /guessed first/, password);
  }
  assert.equal(problemOf('mailcreated5241-'), undefined);
});

test('S183 other passwords are accepted: passphrases, random ones, those in other scripts', () => {
  for (const password of [
    'correct horse battery staple',
    'vK3-quince9x',
    'x7Gq9fLw2ZpT',
    'kim.racer likes wet tracks',
    'dragon football monkey shadow',
    'длинный пароль гонщика',
    '赛车手喜欢在雨天的赛道上开车',
    'Zoë fährt gern im Regen',
    'password of the blue lighthouse',
  ]) {
    assert.equal(problemOf(password), undefined, password);
  }
});

test('S183 book 13.2 the characters of a password reach the mask as they were typed, never normalized', () => {
  const sha256 = (text: string) => hash('sha256', text, 'buffer');
  const [composed, decomposed] = ['Zo\u00eb in the rain', 'Zoe\u0308 in the rain'];
  assert.equal(maskPassword(composed, account.username), mask(composed, account.username, sha256));
  assert.notEqual(
    maskPassword(composed, account.username),
    maskPassword(decomposed, account.username),
  );
  assert.notEqual(maskPassword(' padded password ', 'a@b'), maskPassword('padded password', 'a@b'));
});
