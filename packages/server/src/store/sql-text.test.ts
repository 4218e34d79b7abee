import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const source = fileURLToPath(new URL('../', import.meta.url));

const files = readdirSync(source, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({
    file: file.replaceAll('\\', '/'),
    text: readFileSync(`${source}/${file}`, 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .replaceAll(/^\s*\/\/.*$/gm, ''),
  }));

const statement =
  /\b(SELECT\s[\s\S]{1,400}?\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+TABLE\s|VACUUM\s+INTO|PRAGMA\s+\w)/;

/** The text literals of a file that hold SQL, with what is interpolated into each. */
function findStatements(text: string): { literal: string; interpolated: string[] }[] {
  const literals = text.match(/`(?:[^`\\]|\\.|\$\{[^}]*\})*`|'(?:[^'\\\n]|\\.)*'/g) ?? [];
  return literals
    .filter((literal) => statement.test(literal) || /\bWHERE\s+\w/.test(literal))
    .map((literal) => ({
      literal,
      interpolated: literal.startsWith('`')
        ? [...literal.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]?.trim() ?? '')
        : [],
    }));
}

// What may stand in a statement: names and placeholders made of constant column lists, constants, and names
// out of constant tables. No value of a request, a record or a row.
const allowedInterpolations: Readonly<Record<string, readonly string[]>> = {
  'store/sql-password-limited-store.ts': ['isOfPresentFactor'],
  'store/sql-account-link-store.ts': [
    'reset.names',
    'reset.placeholders',
    'change.names',
    'signUp.names',
    'signUp.placeholders',
    'table',
    'condition',
  ],
  'store/sql-browser-code-store.ts': ['code.names', 'code.placeholders', 'isOpen'],
  'store/sql-member-account-store.ts': [
    'member.names',
    'member.placeholders',
    "ownsClients('$2')",
    "ownsClients('$1')",
    'member_id',
    'table',
  ],
  'store/sql-member-export-store.ts': ['eventsMax'],
  'store/sql-remembered-browser-store.ts': [
    'browser.names',
    'browser.placeholders',
    'rememberedBrowsersMax',
  ],
  'store/sql-mail-store.ts': [
    'isDue',
    "claimed.join(', ')",
    'id',
    'seal',
    'queued',
    'due',
    'condition',
  ],
  'store/sql-impersonation-store.ts': [
    'names',
    'memberNames',
    "standing('$2')",
    "condition('$2')",
    'now',
    'id',
    'digest',
  ],
  'store/sql-session-store.ts': [
    'session.names',
    'session.placeholders',
    'refreshToken.names',
    'refreshToken.placeholders',
    "withClient('$3')",
    "withClient('$4')",
    'listMax',
  ],
  'store/sql-authorization-store.ts': [
    'code.names',
    'code.placeholders',
    'consent.names',
    'consent.placeholders',
    'selectConsent',
    'failedVerificationsMax',
  ],
  'store/sql-refresh-token-store.ts': [
    'sessionColumns.map((column) => `s.${column',
    'retryColumns.map((column) => `r.${column',
    'column',
    'insert.names',
    'insert.placeholders',
    'isWindowOpen',
    'refreshWindowSeconds',
  ],
  'store/sql-client-registration.ts': ['conflictActions[onConflict]', 'noFormerSecret'],
  'store/sql-client-secret-store.ts': ['noFormerSecret'],
  'store/sql-client-life-store.ts': [
    'order',
    'reviewsMax',
    "isIdle('c', '$1')",
    'idleBatch',
    "isIdle('client', '$3')",
  ],
  'store/sql-member-store.ts': ['insert.names', 'insert.placeholders', 'select', 'column'],
  'store/sql-second-factor-store.ts': [
    'authenticator.names',
    'authenticator.placeholders',
    'passkey.names',
    'passkey.placeholders',
  ],
  'store/sql-audit-store.ts': ['event.names', 'event.placeholders', 'sealsMax'],
  'store/sql-signing-key-store.ts': ['insert.names', 'insert.placeholders'],
  'store/delete-expired.ts': ['table', 'key', 'column', 'deleteBatchRows'],
};

test('S214 SQL stands nowhere but in the store', () => {
  const elsewhere = files
    .filter(({ file }) => !file.startsWith('store/'))
    .filter(({ text }) => findStatements(text).length > 0)
    .map(({ file }) => file);
  assert.deepEqual(elsewhere, []);
});

test('S214 the scan sees the statements that there are', () => {
  const found = files.flatMap(({ text }) => findStatements(text));
  assert.ok(found.length >= 30, `${found.length} statements`);
  const guilty = findStatements('query(`SELECT a FROM b WHERE c = ${request.body.c}`)');
  assert.deepEqual(guilty[0]?.interpolated, ['request.body.c']);
  assert.equal(findStatements("query('DELETE FROM member ' + where)").length, 1);
});

test('S214 nothing is put into a statement but names and constants that the code itself holds', () => {
  const strange = files.flatMap(({ file, text }) =>
    findStatements(text).flatMap(({ interpolated }) =>
      interpolated
        .filter((expression) => !allowedInterpolations[file]?.includes(expression))
        .map((expression) => `${file}: ${expression}`),
    ),
  );
  assert.deepEqual(strange, []);
});

test('S214 no statement is put together with a plus sign', () => {
  const joined =
    /\+\s*['"`][^'"`\n]*\b(WHERE|SELECT|VALUES|SET|AND|ORDER BY)\b|\b(WHERE|SELECT|VALUES|SET|AND|ORDER BY)\b[^'"`\n]*['"`]\s*\+/;
  for (const { file, text } of files.filter(({ file: name }) => name.startsWith('store/'))) {
    assert.doesNotMatch(text, joined, file);
  }
  assert.match("'SELECT a FROM b WHERE ' + filter", joined);
});

test('S214 every name that is interpolated comes from a constant list of plain identifiers', () => {
  const lists = files
    .filter(({ file }) => file.startsWith('store/'))
    .flatMap(({ text }) => [...text.matchAll(/(?:Columns|columns) = \[([^\]]*)\] as const/g)])
    .flatMap((match) => [...(match[1] ?? '').matchAll(/'([^']*)'/g)].map((name) => name[1] ?? ''));
  assert.ok(lists.length > 50);
  for (const name of lists) assert.match(name, /^[a-z_]+$/);
});

/** The text of a constant that a statement of its file puts in. */
function findConstant(text: string, name: string): string {
  if (!/^\w+$/.test(name)) return '';
  return new RegExp(`const ${name} =\\s*('[^']*'|\`[^\`]*\`)`).exec(text)?.[1] ?? '';
}

test('S214 every placeholder from $1 to the last is used in each statement of its own', () => {
  for (const { file, text } of files.filter(({ file: name }) => name.startsWith('store/'))) {
    for (const { literal, interpolated } of findStatements(text)) {
      const parts = interpolated.map((name) => findConstant(text, name));
      const numbers = [...[literal, ...parts].join(' ').matchAll(/\$(\d+)/g)].map((match) =>
        Number(match[1]),
      );
      if (numbers.length === 0 || interpolated.some((name) => name.includes('placeholders')))
        continue;
      const last = Math.max(...numbers);
      assert.equal(new Set(numbers).size, last, `${file}: ${literal}`);
    }
  }
});
