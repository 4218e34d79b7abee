import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outsideLink, ownHref, safeHref } from './href.ts';
import { renderHtml } from './html.ts';

test('S181 lets https and http on loopback or on a given host become links', () => {
  assert.equal(safeHref('https://example.test/a?b=c'), 'https://example.test/a?b=c');
  assert.equal(safeHref('http://127.0.0.1:7481/'), 'http://127.0.0.1:7481/');
  assert.equal(safeHref('http://[::1]:7481/'), 'http://[::1]:7481/');
  assert.equal(safeHref('http://localhost/'), 'http://localhost/');
  assert.equal(safeHref('http://intra.test:80/', ['intra.test']), 'http://intra.test/');
});

const refused = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' \tjava\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'http://example.test/',
  'http://127.0.0.1.example.test/',
  'https://service.test@example.test/',
  '//example.test/',
  '/account',
  'example.test',
  '',
];

for (const address of refused) {
  test(`S181 makes no link of ${JSON.stringify(address)}`, () => {
    assert.equal(safeHref(address), undefined);
    assert.doesNotMatch(renderHtml(outsideLink(address)), /<a|href/);
  });
}

test('takes a path of this host and nothing that only looks like one', () => {
  assert.equal(ownHref('/account?x=1'), '/account?x=1');
  for (const address of [
    '//example.test',
    '/\\example.test',
    '/a b',
    '/a\\b',
    'account',
    'javascript:1',
  ]) {
    assert.equal(ownHref(address), undefined, address);
  }
});

test('S181 shows a developer by host, with a link that passes nothing on', () => {
  const link = renderHtml(outsideLink('https://example.test/x'));
  assert.match(link, /^<a href="https:\/\/example\.test\/x" rel="noopener nofollow noreferrer"/);
  assert.match(link, /><bdi>example\.test<\/bdi></);
});

test('S181 an address that is no link shows a host of look-alike letters as what it is', () => {
  const shown = renderHtml(outsideLink('http://пitpass.example/'));
  assert.match(shown, /xn--/);
  assert.doesNotMatch(shown, /п|<a /);
  assert.match(renderHtml(outsideLink('no address')), /no address/);
});
