import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, renderHtml } from './html.ts';
import { cutMiddle, longValue, nameCut } from './long-value.ts';
import { describeRedirect } from './redirect-destination.ts';
import { scopeSentence } from './scope-words.ts';
import { durationWords, timeElement } from './time-words.ts';

const durations: readonly (readonly [number, string])[] = [
  [0, '1 second'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [250, '4 minutes and 10 seconds'],
  [600, '10 minutes'],
  [3_599, '59 minutes and 59 seconds'],
  [5_400, '1 hour and 30 minutes'],
  [86_399, '1 day'],
  [604_800, '7 days'],
  [604_801, '7 days and 1 hour'],
];

for (const [seconds, words] of durations) {
  test(`says ${seconds} seconds as "${words}"`, () => {
    assert.equal(durationWords(seconds), words);
  });
}

test('says a moment without a number for the month, exact for machines', () => {
  assert.equal(
    renderHtml(timeElement(1_790_000_000)),
    '<time datetime="2026-09-21T14:13:20Z" data-reader-time>21 September 2026, 14:13 UTC</time>',
  );
});

test('cuts a long name in the middle and keeps both ends', () => {
  const name = 'A'.repeat(40) + 'B'.repeat(24);
  assert.equal(cutMiddle(name, nameCut), `${'A'.repeat(20)}…${'B'.repeat(11)}`);
  assert.equal(cutMiddle('x'.repeat(32), nameCut), 'x'.repeat(32));
});

test('never cuts inside a character that is made of several', () => {
  const family = '👨‍👩‍👧';
  const cut = `${family.repeat(20)}…${family.repeat(11)}`;
  assert.equal(cutMiddle(family.repeat(40), nameCut), cut);
  assert.equal(cutMiddle(family.repeat(30), nameCut), family.repeat(30));
});

test('S181 shows the whole of a long hostile name on demand, as text', () => {
  const name = `<img src=x onerror=alert(1)>${'y'.repeat(40)}`;
  const shown = renderHtml(html`${longValue(name)}`);
  assert.match(shown, /<details/);
  assert.ok(shown.includes(`&lt;img src=x onerror=alert(1)&gt;${'y'.repeat(40)}`));
  assert.doesNotMatch(shown, /<img/);
});

const destinations: readonly (readonly [string, string, string])[] = [
  ['https://laplens.example.test/cb?x=1', 'site', 'https://laplens.example.test'],
  ['https://laplens.example.test:8443/cb', 'site', 'https://laplens.example.test:8443'],
  ['http://127.0.0.1:7491/cb', 'computer', '127.0.0.1:7491'],
  ['http://[::1]:7491/cb', 'computer', '[::1]:7491'],
  ['com.example.app:///cb', 'app', 'com.example.app://'],
  ['https://gооgle.test/', 'site', 'https://xn--ggle-55da.test'],
  ['not an address', 'site', 'not an address'],
];

for (const [redirectUri, kind, address] of destinations) {
  test(`S178 names where ${redirectUri} leads`, () => {
    assert.deepEqual(describeRedirect(redirectUri), { kind, address, wholeAddress: address });
  });
}

test('S178 keeps the end of a long host, which says whose it is', () => {
  const { address } = describeRedirect(`https://${'accounts.service.'.repeat(8)}thief.test/`);
  assert.match(address, /^https:\/\/accounts\..*….*\.thief\.test$/);
});

test('S178 names a scope without words as it is', () => {
  assert.match(renderHtml(scopeSentence('telemetry.write')), /telemetry\.write/);
  assert.match(renderHtml(scopeSentence('toString')), /toString/);
  assert.doesNotMatch(renderHtml(scopeSentence('iracing.auth')), /iracing/);
});
