import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../test/property-runs.ts';
import { foldName } from './fold-name.ts';
import { createMemberBook, firstCustId } from './member.ts';
import { memberCount } from './paddock.ts';
import { nameStocks } from './people.ts';

const books = new Map(['a', 'b'].map((seed, i) => [seed, createMemberBook(i + 1)]));
const anyBook = fc.constantFrom(...books.values());
const anyMember = fc.integer({ min: firstCustId, max: firstCustId + memberCount - 1 });

test('names are written in Latin, Cyrillic, Greek and Han letters, and none has two scripts', () => {
  const scripts = { Latin: 0, Cyrillic: 0, Greek: 0, Han: 0 };
  const names = Array.from(
    { length: memberCount / 30 },
    (_, i) => createMemberBook(7).create(firstCustId + i * 30).display_name,
  );
  for (const name of names) {
    const found = (Object.keys(scripts) as (keyof typeof scripts)[]).filter((script) =>
      new RegExp(`\\p{Script=${script}}`, 'u').test(name),
    );
    assert.equal(found.length, 1, name);
    for (const script of found) scripts[script] += 1;
  }
  assert.ok(scripts.Latin > names.length * 0.9);
  assert.ok(scripts.Cyrillic > names.length * 0.03 && scripts.Greek > names.length * 0.01);
  assert.ok(scripts.Han > names.length * 0.005 && scripts.Han < names.length * 0.02);
  const lengths = names.map((name) => name.length);
  assert.ok(Math.max(...lengths) >= 32 && Math.max(...lengths) <= 50, `${Math.max(...lengths)}`);
  assert.ok(Math.min(...lengths) <= 4);
});

test('the stocks make a thousand shares, and those without namesakes have names for all', () => {
  assert.equal(
    nameStocks.reduce((sum, stock) => sum + stock.share, 0),
    1000,
  );
  assert.equal(new Set(nameStocks.map((stock) => stock.flair_id)).size, nameStocks.length);
  for (const { given, stems, links, endings, share, familyFirst, country } of nameStocks) {
    const names = given.length * stems.length * links.length * endings.length;
    const latin = /[a-z]/.test(given.join(''));
    assert.ok(names >= (share * memberCount) / 1000 || (latin && familyFirst !== true), country);
    for (const parts of [given, stems, links, endings]) {
      assert.equal(new Set(parts).size, parts.length, country);
    }
  }
});

test('a name is found by any part of it, whatever its case and marks', () => {
  fc.assert(
    fc.property(anyBook, anyMember, fc.nat(), fc.nat(), (book, custId, from, length) => {
      const name = book.create(custId).display_name;
      const letters = [...name];
      const begin = from % letters.length;
      const least = letters.length > 5 ? 5 : 1;
      const part = letters.slice(begin, begin + least + (length % letters.length)).join('');
      if (foldName(part).length < Math.min(least, 3)) return;
      const folded = foldName(part);
      let found = false;
      for (const each of book.findByName(part.toUpperCase())) {
        if (each === custId) found = true;
        if (found) break;
      }
      assert.ok(found, `${name} is not found by ${part} (${folded})`);
    }),
    { numRuns: propertyRuns(60) },
  );
});

test('everybody who is found has the text in the name, once', () => {
  fc.assert(
    fc.property(anyBook, anyMember, fc.nat(), (book, custId, from) => {
      const name = foldName(book.create(custId).display_name);
      const part = name.slice(from % name.length, (from % name.length) + 6).trim();
      const found: number[] = [];
      for (const each of book.findByName(part)) {
        const folded = foldName(book.create(each).display_name);
        // Between a given and a family name there may be an initial.
        const pattern = part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', ' (. )?');
        assert.match(folded, new RegExp(pattern, 'u'), `${folded} was found by ${part}`);
        found.push(each);
        if (found.length === 40) break;
      }
      assert.equal(new Set(found).size, found.length);
    }),
    { numRuns: propertyRuns(40) },
  );
});

test('a full name finds its owner before namesakes', () => {
  fc.assert(
    fc.property(anyBook, anyMember, (book, custId) => {
      const { display_name } = book.create(custId);
      const [first] = book.findByName(display_name);
      assert.equal(book.create(first ?? 0).display_name, display_name);
    }),
    { numRuns: propertyRuns(60) },
  );
});

test('a text that no name contains is answered at once', () => {
  for (const book of books.values()) {
    for (const text of ['qqqq', 'x'.repeat(2000), 'a b c d e', '1234567', '霧 霧']) {
      assert.deepEqual([...book.findByName(text)], [], text);
    }
  }
});
