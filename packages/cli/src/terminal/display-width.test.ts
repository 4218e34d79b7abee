import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';

describe('the width of a text on a terminal', () => {
  const widths: readonly (readonly [text: string, width: number, what: string])[] = [
    ['Robin Apex', 10, 'Latin letters'],
    ['Jos\u00e9 Kov\u00e1cs', 11, 'letters with their marks in one'],
    ['Jose\u0301 Kova\u0301cs', 11, 'letters with marks of their own'],
    ['山田 太郎', 9, 'Han, two cells each'],
    ['ｱﾊﾟ', 3, 'half-width kana'],
    ['Ｆ１', 4, 'full-width forms'],
    ['김연아', 6, 'Hangul'],
    ['e\u200bx', 2, 'a space without width'],
    ['🏁', 2, 'an emoji'],
    ['👨‍👩‍👧', 2, 'an emoji of several'],
    ['🇫🇮', 2, 'a flag'],
    ['Жук', 3, 'Cyrillic'],
    ['', 0, 'nothing'],
  ];
  for (const [text, width, what] of widths) {
    test(`is ${width} for ${what}`, () => assert.equal(displayWidth(text), width));
  }
});

test('a text is padded to its width, on either side', () => {
  assert.equal(padToWidth('山', 4), '山  ');
  assert.equal(padToWidth('7', 3, 'right'), '  7');
  assert.equal(padToWidth('long', 2), 'long');
});

test('a text that is too long ends with an ellipsis, and no character is cut in two', () => {
  assert.equal(cutToWidth('Robin Apex', 10), 'Robin Apex');
  assert.equal(cutToWidth('Robin Apex', 6), 'Robin…');
  assert.equal(cutToWidth('山田太郎', 6), '山田…');
  assert.equal(displayWidth(cutToWidth('山田太郎', 7)), 7);
  assert.equal(cutToWidth('e\u0301e\u0301e\u0301', 2), 'e\u0301…');
  assert.equal(cutToWidth('ab', 0), '');
  assert.equal(cutToWidth('licenses.oval.color', 11, 'start'), '…oval.color');
});
