import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isMailAddress, parseMailFrom, parseMailUrl } from './mail-server.ts';

test('the address of a mail server says where it is, who signs in, and how TLS begins', () => {
  assert.deepEqual(parseMailUrl('smtp://id:p%40ss%3A@mail.example.org'), {
    host: 'mail.example.org',
    port: 587,
    tls: 'starttls',
    login: { user: 'id', password: 'p@ss:' },
  });
  assert.deepEqual(parseMailUrl('smtps://mail.example.org:1465/'), {
    host: 'mail.example.org',
    port: 1465,
    tls: 'implicit',
    login: undefined,
  });
});

test('TLS is given up for this computer alone, or where the address says that it is insecure', () => {
  const tlsOf = (url: string) => {
    const found = parseMailUrl(url);
    return 'problem' in found ? found : found.tls;
  };
  assert.equal(tlsOf('smtp://localhost:2525'), 'none');
  assert.equal(tlsOf('smtp://127.0.0.1'), 'none');
  assert.equal(tlsOf('smtp://[::1]:2525'), 'none');
  assert.equal(tlsOf('smtp+insecure://mail.example.org'), 'none');
  assert.equal(tlsOf('smtp://localhost.example.org'), 'starttls');
  assert.equal(tlsOf('smtp://127.0.0.1.example.org'), 'starttls');
  assert.equal(tlsOf('smtps://localhost'), 'implicit');
});

test('what is no mail server is refused in a sentence that does not repeat it', () => {
  const wrong = [
    'mail.example.org',
    'https://user:hunter2@mail.example.org',
    'smtp://user:hunter2@',
    'smtp://user:hunter2@mail.example.org/path',
    'smtp://user:hunter2@mail.example.org?tls=no',
    'smtp://user:hunter2%@mail.example.org',
    'smtp://:hunter2@mail.example.org',
    'smtp://hunter2@mail.example.org',
    '',
  ];
  for (const url of wrong) {
    const found = parseMailUrl(url);
    assert.ok('problem' in found, url);
    assert.match(found.problem, /^PITPASS_MAIL_URL .*smtp:\/\/user:password@.*\.$/);
    assert.doesNotMatch(found.problem, /hunter2/);
  }
});

test('the sender is an address, alone or after a name', () => {
  assert.deepEqual(parseMailFrom('id@example.org'), { name: '', address: 'id@example.org' });
  assert.deepEqual(parseMailFrom(' Example Racing <id@example.org> '), {
    name: 'Example Racing',
    address: 'id@example.org',
  });
  for (const wrong of [
    '',
    'Example',
    'a@b, c@d',
    'X <a@b>, Y <c@d>',
    'X\r\nBcc: e@f <a@b>',
    '<>',
  ]) {
    assert.ok('problem' in parseMailFrom(wrong), wrong);
  }
});

test('S192 an address that could become two recipients or a header is none', () => {
  for (const right of [
    'a@b',
    'driver+1@example.org',
    'fahrer@münchen.example',
    "o'neil@example.org",
  ]) {
    assert.ok(isMailAddress(right), right);
  }
  const wrong = [
    'a@b,c@d',
    'a@b c@d',
    'a@b\r\nBcc: c@d',
    '<a@b>',
    'a@b;c@d',
    '"a b"@c',
    'a@@b',
    'a',
    '',
    `${'a'.repeat(250)}@example.org`,
    'a\0@b',
  ];
  for (const address of wrong) assert.ok(!isMailAddress(address), JSON.stringify(address));
});
