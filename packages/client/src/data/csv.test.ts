import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { collect } from '../../test/collect.ts';
import { readCsvRows } from './csv.ts';

const rowsOf = (pieces: readonly string[]) => collect(readCsvRows(pieces));

describe('CSV rows', () => {
  it('are objects by the names of the first line, all fields texts', async () => {
    const text = 'DRIVER,CUSTID,"CLUB ""X"""\r\n"Müller, A",7,\r\nB,,"two\nlines"\r\n';
    assert.deepEqual(await rowsOf([text]), [
      { DRIVER: 'Müller, A', CUSTID: '7', 'CLUB "X"': '' },
      { DRIVER: 'B', CUSTID: '', 'CLUB "X"': 'two\nlines' },
    ]);
  });

  it('are the same wherever the text is cut', async () => {
    const text = 'A,B\n"x ""y"", z",1\n,"",\n'.replace(',"",', ',""');
    const whole = await rowsOf([text]);
    for (let cut = 0; cut <= text.length; cut += 1) {
      assert.deepEqual(await rowsOf([text.slice(0, cut), text.slice(cut)]), whole, String(cut));
    }
    assert.deepEqual(await rowsOf([...text]), whole);
  });

  it('are refused when one never ends: quotes that stay open do not fill the memory', async () => {
    const piece = 'A'.repeat(65_536);
    let given = 0;
    function* endless(): Generator<string> {
      yield 'A,B\n"';
      for (; ; given += 1) yield piece;
    }
    await assert.rejects(async () => {
      for await (const _ of readCsvRows(endless())) assert.fail();
    }, /a CSV row has more than 1048576 characters/);
    assert.ok(given < 20);
    const row = `${piece},${piece}\n`;
    assert.equal((await rowsOf(['A,B\n', ...Array.from({ length: 12 }, () => row)])).length, 12);
  });

  it('need no line break at the end, and a mark at the beginning is no part of a name', async () => {
    assert.deepEqual(await rowsOf(['\uFEFFA\n1']), [{ A: '1' }]);
    assert.deepEqual(await rowsOf(['A\n']), []);
    assert.deepEqual(await rowsOf([]), []);
  });

  it('come back from any texts as they were written', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'ß', '🏁') });
    const table = fc.array(fc.tuple(cell, cell), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.nat(40), async (rows, size) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ['A,B', ...rows.map((row) => row.map(quote).join(','))].join('\n');
        const pieces = text.match(new RegExp(`[^]{1,${size + 1}}`, 'g')) ?? [];
        const expected = rows.map(([A, B]) => ({ A, B }));
        assert.deepEqual(await rowsOf(pieces), expected);
      }),
      { numRuns: 200 },
    );
  });

  it('with too many or too few fields are refused, and so is a text that ends within quotes', async () => {
    for (const text of ['A,B\n1\n', 'A,B\n1,2,3\n', 'A,B\n1,"2']) {
      await assert.rejects(rowsOf([text]), { code: 'invalid_response' }, text);
    }
  });
});
