import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, isolated, isolatedText, renderHtml } from './html.ts';
import type { HtmlValue } from './html.ts';

const text = (value: HtmlValue): string => renderHtml(html`<p>${value}</p>`);

test('S181 shows markup in a text as text', () => {
  assert.equal(
    text('<script>alert("1")</script>'),
    '<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</p>',
  );
  assert.equal(text('&lt;'), '<p>&amp;lt;</p>');
});

test('S181 keeps a value inside its quoted attribute', () => {
  const value = `" onfocus="alert(1)' x='`;
  assert.equal(
    renderHtml(html`<a title="${value}"></a>`),
    '<a title="&quot; onfocus=&quot;alert(1)&#39; x=&#39;"></a>',
  );
});

test('S181 refuses a value outside quotes in a tag, however it got there', () => {
  assert.throws(() => html`<a title=${'x onfocus=alert(1)'}></a>`, TypeError);
  assert.throws(() => html`<input ${'autofocus'} />`, TypeError);
  assert.throws(() => html`<input ${['a', html`b`]} />`, TypeError);
});

test('lets finished markup and nothing at all stand inside a tag', () => {
  assert.equal(renderHtml(html`<input${html` required`} />`), '<input required />');
  assert.equal(renderHtml(html`<input${false} />`), '<input />');
});

test('passes nested markup through and joins lists without a separator', () => {
  assert.equal(text(html`<b>${'<'}</b>`), '<p><b>&lt;</b></p>');
  assert.equal(text([html`<i></i>`, ['a', '<'], 1]), '<p><i></i>a&lt;1</p>');
});

test('leaves nothing behind for undefined, null and false, but shows zero', () => {
  assert.equal(text([undefined, null, false]), '<p></p>');
  assert.equal(text(0), '<p>0</p>');
});

test('S181 does not trust an object that looks like markup', () => {
  const forged = { toString: () => '<script>', text: '<script>' } as unknown as HtmlValue;
  assert.equal(text(forged), '<p>&lt;script&gt;</p>');
});

test('S181 keeps characters of four bytes and replaces halves of them', () => {
  assert.equal(text('🏁'), '<p>🏁</p>');
  assert.equal(text('\ud83c'), '<p>\ufffd</p>');
});

test('S181 replaces control characters but keeps line ends and tabs', () => {
  assert.equal(text('a\u0000b\u001bc\u0085d'), '<p>a\ufffdb\ufffdc\ufffdd</p>');
  assert.equal(text('a\tb\r\nc'), '<p>a\tb\r\nc</p>');
});

test('S181 isolates a name and shows characters that override direction', () => {
  assert.equal(renderHtml(isolated('a\u202eb\u2069c')), '<bdi>a\ufffdb\ufffdc</bdi>');
  assert.equal(renderHtml(isolated('سائق <b>')), '<bdi>سائق &lt;b&gt;</bdi>');
  assert.equal(isolatedText('a\u202e'), '\u2068a\ufffd\u2069');
});
