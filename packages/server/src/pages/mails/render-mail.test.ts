import assert from 'node:assert/strict';
import { test } from 'node:test';

import { happeningFacts } from './happening-facts.ts';
import type { MailContent, MailFrame } from './mail-content.ts';
import { outsideName } from './outside-text.ts';
import { renderMail } from './render-mail.ts';

const frame: MailFrame = {
  serviceName: 'Pitpass',
  origin: 'https://id.example',
  describeAgent: (user_agent) => user_agent,
  findPlace: (ip) => (ip === '203.0.113.7' ? 'Lyon, France' : undefined),
};

const content: MailContent = {
  subject: 'Your code for Pitpass',
  greeting: 'A. Driver',
  paragraphs: ['Type this code into the page that is open in your browser.', 'It works once.'],
  code: '481 203',
  link: { path: '/account/security?part=browsers', label: 'Open your account' },
  facts: [{ name: 'When', value: '21 November 2026, 00:33 UTC' }],
  notYou: {
    sentence: 'Then somebody else has your password.',
    link: { path: '/account/details', label: 'Set a new password' },
  },
};

const hostile =
  '"><img src=x onerror=alert(1)><script>alert(2)</script> & \u202eevil\u2066 \u0007🏁';

test('S192 plain text and HTML both hold the code, the facts, the way back and "not you?"', () => {
  const { subject, text, html } = renderMail(content, frame);
  assert.equal(subject, 'Your code for Pitpass');
  for (const form of [text, html]) {
    const parts = [
      '481 203',
      'It works once.',
      '21 November 2026, 00:33 UTC',
      'Not you?',
      'Then somebody else has your password.',
      'https://id.example/account/security?part=browsers',
      'https://id.example/account/details',
      'id.example',
    ];
    for (const part of parts) assert.ok(form.includes(part), part);
  }
  assert.ok(text.startsWith('Hello \u2068A. Driver\u2069,\n\n'), text);
});

test('S192 every link leads to the configured host, whatever the path says', () => {
  const { html, text } = renderMail(content, frame);
  for (const [, href] of html.matchAll(/href="([^"]*)"/g)) {
    assert.ok(href?.startsWith('https://id.example/'), href);
  }
  for (const [address] of text.matchAll(/https?:\/\/\S+/g)) {
    assert.ok(address.startsWith('https://id.example/'), address);
  }
  const elsewhere = [
    '//evil.example/x',
    'https://evil.example/',
    'javascript:alert(1)',
    String.raw`/\evil.example`,
    'https://id.example.evil.example/',
    'https://id.example@evil.example/',
  ];
  for (const path of elsewhere) {
    const link = { path, label: 'x' };
    assert.throws(() => renderMail({ ...content, link }, frame), RangeError, path);
    const notYou = { sentence: 'x', link };
    assert.throws(() => renderMail({ ...content, notYou }, frame), RangeError, path);
  }
});

test('S181 markup in any value is shown and not obeyed', () => {
  const { html } = renderMail(
    {
      subject: hostile,
      greeting: hostile,
      paragraphs: [hostile],
      code: hostile,
      link: { path: '/account', label: hostile },
      facts: [{ name: hostile, value: hostile }],
      notYou: { sentence: hostile, link: { path: '/account', label: hostile } },
    },
    { ...frame, serviceName: hostile },
  );
  assert.doesNotMatch(html, /<img|<script|onerror=alert\(1\)>/);
  assert.equal(html.split('</title>').length, 2);
  assert.equal(html.split('</style>').length, 2);
});

test('S192 a subject is one line: no header can be made of it', () => {
  const subjectOf = (subject: string) => renderMail({ ...content, subject }, frame).subject;
  assert.equal(subjectOf('One\r\nBcc: thief@example.org'), 'One Bcc: thief@example.org');
  for (const breaking of ['\r', '\n', '\0', '\u0085', '\u2028', '\u2029', '\u000b']) {
    assert.equal(subjectOf(`a${breaking}b`), 'a b');
  }
});

test('S181 a name of somebody outside turns no text, makes no line and is no link in a mail program', () => {
  const shown = outsideName('Visit https://evil.example/win\r\nnow \u202e');
  assert.ok(!/[\r\n\u202e]/.test(shown));
  assert.doesNotMatch(shown, /https:\/\/|evil\.example/);
  assert.ok(shown.replaceAll(/[\u2060\u2068\u2069]/g, '').includes('https://evil.example/win'));
  assert.doesNotMatch(outsideName('www.evil.example'), /www\.evil|evil\.example/);
  assert.doesNotMatch(outsideName('thief@evil.example'), /thief@evil/);
  assert.equal(outsideName('A. Driver'), '\u2068A. Driver\u2069');
  assert.ok(outsideName('x'.repeat(500)).length < 70);
  assert.ok(outsideName('محمد').includes('محمد'));
});

test('S192 place, time, app and browser of what happened are told, and what is not known is left out', () => {
  const happening = {
    at: 1_795_221_180,
    ip: '203.0.113.7',
    user_agent: 'Firefox on Windows',
    client_name: 'Lap Lens',
  };
  assert.deepEqual(
    happeningFacts(happening, frame).map(({ name, value }) => [name, value]),
    [
      ['When', '21 November 2026, 00:33 UTC'],
      ['App', '\u2068Lap Lens\u2069'],
      ['Browser', '\u2068Firefox on Windows\u2069'],
      ['Place', 'Lyon, France'],
      ['Address', '203.0.113.7'],
    ],
  );
  const own = { at: 1_795_221_180, ip: null, user_agent: null };
  assert.deepEqual(
    happeningFacts(own, frame).map(({ name }) => name),
    ['When'],
  );
});

test('a mail loads nothing: no image, no font, no sheet, no script and no form', () => {
  const { html } = renderMail(content, frame);
  assert.doesNotMatch(html, /<(?:img|link|script|form|iframe|object|video|audio)\b/i);
  assert.doesNotMatch(html, /url\(|@import|\bsrc=/i);
});

test('lines of the plain text are short, and an address is never broken', () => {
  const long = `https://id.example/${'x'.repeat(90)}`;
  const { text } = renderMail(
    { ...content, paragraphs: [`${'word '.repeat(60)}end`, `See ${long} there.`] },
    frame,
  );
  assert.ok(text.includes(long));
  for (const line of text.split('\n'))
    assert.ok(line.length <= 74 || line.includes('https:'), line);
});
