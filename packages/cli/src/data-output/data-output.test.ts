import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { chooseForm } from './choose-form.ts';
import { formatAnswer } from './format-answer.ts';
import { formatCsv, formatCsvLine } from './csv-text.ts';
import { findRows, getRowsAt, listLists } from './find-rows.ts';
import { flattenRow } from './flat-row.ts';
import { formatJsonRows } from './json-text.ts';
import { formatFields, formatRowsTable } from './table-text.ts';

async function join(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

describe('the form of an answer', () => {
  test('is JSON unless something else is asked for', () => {
    assert.equal(chooseForm({}).kind, 'json');
    assert.equal(chooseForm({}).isCompact, false);
    assert.equal(chooseForm({ json: true }).isCompact, true);
  });

  test('is what the ending of the file says, unless an option says other', () => {
    assert.equal(chooseForm({ output: 'laps.csv' }).kind, 'csv');
    assert.equal(chooseForm({ output: 'laps.NDJSON' }).kind, 'ndjson');
    assert.equal(chooseForm({ output: 'laps.json' }).kind, 'json');
    assert.equal(chooseForm({ output: 'laps.constructor' }).kind, 'json');
    assert.equal(chooseForm({ output: 'laps.csv', ndjson: true }).kind, 'ndjson');
  });

  test('is a table where rows or columns are chosen', () => {
    assert.equal(chooseForm({ rows: 'a' }).kind, 'table');
    assert.deepEqual(chooseForm({ columns: 'a, b.c' }).columns, ['a', 'b.c']);
  });

  test('two at once, or columns of JSON, are refused', () => {
    assert.throws(() => chooseForm({ csv: true, table: true }), { exitCode: 2 });
    assert.throws(() => chooseForm({ json: true, columns: 'a' }), /--columns goes with/);
    assert.throws(() => chooseForm({ columns: ',' }), /--columns is empty/);
  });
});

describe('the rows of an answer', () => {
  test('are the list that it is, or the only list in it', () => {
    assert.deepEqual(findRows([1, 2]), [1, 2]);
    assert.deepEqual(findRows({ success: true, races: [{ a: 1 }], tags: ['x'] }), [{ a: 1 }]);
    assert.deepEqual(findRows({ data: { drivers: [{ a: 1 }] } }), [{ a: 1 }]);
  });

  test('are the objects by id, with the id', () => {
    assert.deepEqual(findRows({ 7: { name: 'x' } }), [{ id: 7, name: 'x' }]);
  });

  test('are nobody knows which where there are none or several lists', () => {
    assert.equal(findRows({ cust_id: 1 }), undefined);
    assert.equal(findRows({ cars: [{ a: 1 }], tracks: [{ a: 1 }] }), undefined);
    assert.deepEqual(listLists({ cars: [{}], tracks: { own: [{}] } }), ['cars', 'tracks.own']);
  });

  test('are found by a path that goes through lists', () => {
    const content = { sessions: [{ results: [{ a: 1 }] }, { results: [{ a: 2 }, { a: 3 }] }] };
    assert.deepEqual(getRowsAt(content, 'sessions.results'), [{ a: 1 }, { a: 2 }, { a: 3 }]);
    assert.throws(() => getRowsAt(content, 'session'), /no rows there; its lists are sessions/);
    assert.throws(() => getRowsAt(content, '__proto__'), { exitCode: 2 });
  });

  test('are laid flat: objects become columns, lists stay', () => {
    const flat = flattenRow({ id: 1, track: { name: 'x', none: {} }, tags: [1], empty: null });
    assert.deepEqual(
      [...flat.entries()],
      [
        ['id', 1],
        ['track.name', 'x'],
        ['track.none', {}],
        ['tags', [1]],
        ['empty', null],
      ],
    );
    assert.deepEqual([...flattenRow('x').entries()], [['value', 'x']]);
  });
});

describe('CSV', () => {
  test('has nested values in columns of their own, and all columns of its rows', async () => {
    const rows = [
      { id: 1, track: { name: 'A, B' } },
      { id: 2, track: { name: 'say "x"' }, tags: ['a', 'b'] },
    ];
    const csv = 'id,track.name,tags\r\n1,"A, B",\r\n2,"say ""x""","[""a"",""b""]"\r\n';
    assert.equal(await join(formatCsv(rows, undefined)), csv);
  });

  test('has the columns that were chosen, in their order', async () => {
    const rows = [{ id: 1, track: { name: 'x' } }];
    assert.equal(await join(formatCsv(rows, ['name', 'id'])), 'name,id\r\nx,1\r\n');
    await assert.rejects(join(formatCsv(rows, ['nam'])), /Did you mean track\.name\?/);
    assert.equal(await join(formatCsv([], ['a'])), 'a\r\n');
  });

  test('a text that a spreadsheet would run gets an apostrophe; a number keeps its sign', () => {
    const line = formatCsvLine(['=1+1', '+x', '-x', '@x', '\t=x', -5, 'a=b', null, true]);
    assert.equal(line, "'=1+1,'+x,'-x,'@x,'\t=x,-5,a=b,,true\r\n");
  });

  test('line breaks and spaces at the ends of a text stay', () => {
    assert.equal(formatCsvLine(['a\r\nb', ' c ']), '"a\r\nb"," c "\r\n');
  });

  test('columns that appear after a thousand rows are told, not lost in silence', async () => {
    const rows = Array.from({ length: 1200 }, (_, id) => (id < 1100 ? { id } : { id, late: 1 }));
    const lost: string[] = [];
    const onLost = (columns: readonly string[]) => lost.push(...columns);
    const csv = await join(formatCsv(rows, undefined, { onLost }));
    assert.equal(csv.split('\r\n').length, 1202);
    assert.deepEqual(lost, ['late']);
  });
});

describe('JSON whose rows come later', () => {
  const contents = [{ success: true, chunk_info: { n: [1] } }, { 'a]': ']' }, {}, { rows: 'old' }];
  const lists = [[], [{ a: 1, b: [] }], [{ a: { b: [1] } }, 'x', null]];
  for (const isCompact of [true, false]) {
    test(`is what JSON.stringify writes of the whole, ${isCompact ? 'compact' : 'indented'}`, async () => {
      for (const content of contents) {
        for (const rows of lists) {
          const { rows: _own, ...members } = content as Record<string, unknown>;
          const whole = JSON.stringify({ ...members, rows }, undefined, isCompact ? undefined : 2);
          assert.equal(await join(formatJsonRows(content, rows, isCompact)), `${whole}\n`);
        }
      }
    });
  }
});

describe('a table', () => {
  const rows = [
    { cust_id: 7, display_name: '山田 太郎', livery: { color1: 'ff' }, best: 71.5, same: 1 },
    { cust_id: 12, display_name: 'José', livery: { color1: '00' }, best: 70, same: 1 },
  ];

  test('is aligned by display width, numbers to the right', () => {
    const { text } = formatRowsTable(rows, { wanted: ['display_name', 'best'], width: 80 });
    assert.equal(text, 'display_name  best\n山田 太郎     71.5\nJosé            70\n');
  });

  test('chooses what tells the rows apart: no colours, nothing that is the same everywhere', () => {
    const { text, columns } = formatRowsTable(rows, { width: 80 });
    assert.equal(text.split('\n')[0], 'cust_id  display_name  best');
    assert.deepEqual(columns, { shown: 3, all: 5 });
  });

  test('has as many columns as the terminal is wide, the name before others', () => {
    const { text } = formatRowsTable(rows, { width: 14 });
    assert.equal(text.split('\n')[0], 'display_name');
    for (const width of [20, 40, 80]) {
      const long = rows.map((row) => ({ ...row, note: 'x'.repeat(200) }));
      const lines = formatRowsTable(long, { width, wanted: ['cust_id', 'note'] }).text.split('\n');
      assert.ok(lines.every((line) => line.length <= width));
      assert.match(lines[1] ?? '', /x…$/);
    }
  });

  test('chosen columns are found by their last name, and refused when no row has them', () => {
    const { text } = formatRowsTable(rows, { wanted: ['color1'], width: undefined });
    assert.equal(text, 'color1\nff\n00\n');
    assert.throws(() => formatRowsTable(rows, { wanted: ['colour'], width: 80 }), /livery\.color1/);
  });

  test('cannot be commanded by what it shows', () => {
    const { text } = formatRowsTable([{ name: 'a\u001b[31m\u202eb\nc' }], { width: 80 });
    assert.equal(text, 'name\na [31m b c\n');
  });

  test('of one object has its names and values, and counts its lists', () => {
    const cars = [{ a: 1 }, { a: 2 }];
    const content = { cust_id: 1, helmet: { type: 2 }, cars, tracks: [{}], tags: [1, 2] };
    const { text, list } = formatFields(content, { width: 80 });
    assert.equal(list, 'cars');
    const long = { licenses: { dirt_road: { color: 'c8', group_name: 'Rookie' } } };
    assert.match(formatFields(long, { width: 24 }).text, /^…road\.group_name +Rookie$/m);
    assert.equal(
      text,
      'name         value\ncust_id      1\nhelmet.type  2\ncars         (2 rows)\ntracks       (1 row)\ntags         1, 2\n',
    );
  });

  test('of one object says which list has the column that was asked for, perhaps', async () => {
    const content = { subsession_id: 1, drivers: [{ name: 'a' }], laps: [{ lap: 1 }] };
    const format = (columns: string) =>
      join(
        formatAnswer({ kind: 'content', content }, chooseForm({ columns }), {
          width: 80,
          onNote: () => undefined,
          onRow: () => undefined,
        }),
      );
    assert.match(await format('subsession_id'), /1/);
    await assert.rejects(format('name'), /--columns name: .* need --rows drivers or laps\.$/);
    await assert.rejects(format('subsesion_id'), /Did you mean subsession_id/);
  });
});
