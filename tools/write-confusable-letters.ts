// `node tools/write-confusable-letters.ts confusables.txt` writes the part of Unicode's table of confusable
// characters (UTS 39) that names of apps are compared by: characters that look like letters or digits of
// ASCII and are not turned into them by compatibility normalization.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = new URL(
  '../packages/server/src/domain/client/confusable-letters.ts',
  import.meta.url,
);

const pointsOfLine = 14;

const decode = (points: string) =>
  points
    .trim()
    .split(/\s+/)
    .map((point) => String.fromCodePoint(Number.parseInt(point, 16)))
    .join('');
const withoutMarks = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '');

const [file = 'confusables.txt'] = process.argv.slice(2);
const lookalikes = new Map<string, string[]>();
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const [from, to] = line.replace(/#.*$/, '').split(';');
  if (from === undefined || to === undefined || from.trim() === '') continue;
  const character = decode(from);
  const letters = withoutMarks(decode(to)).replaceAll(/[^A-Za-z0-9]/g, '');
  const isSingle = Array.from(character).length === 1 && !/\p{M}/u.test(character);
  if (letters === '' || !isSingle || /^[\u0020-\u007e]*$/.test(withoutMarks(character))) continue;
  if (withoutMarks(character) !== character) continue;
  const known = lookalikes.get(letters) ?? [];
  known.push((character.codePointAt(0) ?? 0).toString(16));
  lookalikes.set(letters, known);
}

const rows = [...lookalikes]
  .toSorted(([left], [right]) => (left < right ? -1 : 1))
  .flatMap(([letters, points]) => {
    const lines = Math.ceil(points.length / pointsOfLine);
    return Array.from({ length: lines }, (_, line) => {
      const some = points.slice(line * pointsOfLine, (line + 1) * pointsOfLine);
      return `  ['${letters}', '${some.join(' ')}'],`;
    });
  });
writeFileSync(
  target,
  `/**
 * Characters that look like letters or digits of ASCII: what they look like, and their code points in
 * hexadecimal. Written by tools/write-confusable-letters.ts out of Unicode's confusables.txt.
 *
 * Data: © Unicode, Inc., used under the Unicode License V3 (https://www.unicode.org/license.txt).
 *
 * @see Unicode Technical Standard 39, section 4
 */
export const confusableLetters: readonly (readonly [string, string])[] = [
${rows.join('\n')}
];
`,
);
process.stdout.write(`${fileURLToPath(target)}: ${rows.length} rows\n`);
