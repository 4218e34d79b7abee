import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';

import { createWorld } from '../packages/data/src/world/world.ts';
import { findNameLetters } from './name-letters.ts';

const assets = new URL('../apps/pit-wall/src/assets/', import.meta.url);
const css = readFileSync(new URL('names.css', assets), 'utf8');

/** A number of 7-bit groups, the highest first. @see WOFF2 §4.1, UIntBase128 */
function readBase128(bytes: Buffer, from: number): { value: number; next: number } {
  let value = 0;
  let next = from;
  for (let byte = 0x80; (byte & 0x80) !== 0; next += 1) {
    byte = bytes[next] ?? 0;
    value = value * 128 + (byte & 0x7f);
  }
  return { value, next };
}

const cmapTag = 0;
const ownTag = 63;
const transformed = new Set([10, 11]);

/** The table of characters of a WOFF2 font. @see WOFF2 §4.1, §5.1 */
function readCharacterTable(font: Buffer): Buffer {
  assert.equal(font.toString('latin1', 0, 4), 'wOF2');
  let at = 48;
  let offset = 0;
  let found: { from: number; length: number } | undefined;
  for (let tables = font.readUInt16BE(12); tables > 0; tables -= 1) {
    const flags = font[at] ?? 0;
    at += 1;
    const tag = flags & 0x3f;
    if (tag === ownTag) at += 4;
    let { value: length, next } = readBase128(font, at);
    // Outlines are transformed unless the version is 3; everything else is not unless it is above 0.
    const isTransformed = transformed.has(tag) ? flags >> 6 !== 3 : flags >> 6 !== 0;
    if (isTransformed) ({ value: length, next } = readBase128(font, next));
    if (tag === cmapTag) found = { from: offset, length };
    at = next;
    offset += length;
  }
  assert.ok(found !== undefined);
  const all = brotliDecompressSync(font.subarray(at, at + font.readUInt32BE(20)));
  return all.subarray(found.from, found.from + found.length);
}

/** The characters that a font draws. @see OpenType, cmap formats 4 and 12 */
function readCharacters(font: Buffer): Set<number> {
  const table = readCharacterTable(font);
  const characters = new Set<number>();
  const add = (first: number, last: number): void => {
    for (let code = first; code <= last; code += 1) characters.add(code);
  };
  for (let i = 0; i < table.readUInt16BE(2); i += 1) {
    const part = table.subarray(table.readUInt32BE(4 + i * 8 + 4));
    if (part.readUInt16BE(0) === 12) {
      for (let g = 0; g < part.readUInt32BE(12); g += 1) {
        add(part.readUInt32BE(16 + g * 12), part.readUInt32BE(16 + g * 12 + 4));
      }
    } else if (part.readUInt16BE(0) === 4) {
      const segments = part.readUInt16BE(6) / 2;
      for (let s = 0; s < segments - 1; s += 1) {
        add(part.readUInt16BE(16 + (segments + s) * 2), part.readUInt16BE(14 + s * 2));
      }
    }
  }
  return characters;
}

/** The rules of the style sheet: a file with the characters that it is asked for. */
const rules = css
  .split('@font-face')
  .slice(1)
  .map((rule) => ({
    file: /url\('\/assets\/(.+?)'\)/.exec(rule)?.[1] ?? '',
    weight: /font-weight: (\d+)/.exec(rule)?.[1],
    range: [...rule.matchAll(/U\+([0-9a-f]+)/g)].map(([, code]) => parseInt(code ?? '', 16)),
  }));

test('the fonts draw every letter that the style sheet asks them for', () => {
  assert.equal(rules.length, 4);
  for (const { file, range } of rules) {
    const drawn = readCharacters(readFileSync(new URL(file, assets)));
    const missing = range.filter((code) => !drawn.has(code));
    assert.deepEqual(missing, [], `${file} lacks ${String.fromCodePoint(...missing)}`);
  }
});

test('each weight has all letters that the names of Japan and China are put together from', () => {
  for (const weight of ['400', '700']) {
    const own = new Set(
      rules.filter((rule) => rule.weight === weight).flatMap(({ range }) => range),
    );
    for (const letter of [...findNameLetters('JP'), ...findNameLetters('CN')]) {
      assert.ok(own.has(letter.codePointAt(0) ?? 0), `${letter} in ${weight}`);
    }
  }
});

test('no made-up name has a letter of the Far East that the fonts do not draw', () => {
  const own = new Set(rules.flatMap(({ range }) => range));
  const { members } = createWorld('pitpass');
  let found = 0;
  for (let i = 0; i < 300_000; i += 7) {
    for (const letter of members.create(100_001 + i).display_name) {
      const code = letter.codePointAt(0) ?? 0;
      if (code < 0x2e80) continue;
      found += 1;
      assert.ok(own.has(code), letter);
    }
  }
  assert.ok(found > 100);
});

test('the fonts are small, and their licence is beside them', () => {
  const files = readdirSync(assets).filter((file) => file.endsWith('.woff2'));
  assert.deepEqual(files.toSorted(), rules.map(({ file }) => file).toSorted());
  const bytes = files.reduce((sum, file) => sum + readFileSync(new URL(file, assets)).length, 0);
  assert.ok(bytes < 150 * 1024, `${bytes}`);
  const license = readFileSync(new URL('names-font-license.txt', assets), 'utf8');
  assert.match(license, /SIL OPEN FONT LICENSE Version 1\.1/i);
});
