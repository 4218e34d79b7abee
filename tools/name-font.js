// Cuts the font of Pit Wall down to the letters beyond Latin, Greek and Cyrillic that the world's names use.
// It is run by hand when names change, since what it needs is no part of the workspace:
//
//   npm install --no-save subset-font@2.9.0 @fontsource/noto-sans-jp@5.3.0 @fontsource/noto-sans-sc@5.3.0
//   node --conditions=source tools/name-font.js
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { findNameLetters } from './name-letters.ts';

const require = createRequire(import.meta.url);
const assets = new URL('../apps/pit-wall/src/assets/', import.meta.url);
const weights = [400, 700];
const sources = [
  { country: 'JP', name: 'noto-sans-jp', part: 'japanese' },
  { country: 'CN', name: 'noto-sans-sc', part: 'chinese-simplified' },
];

const { default: subset } = await import('subset-font');
const rules = [];
const taken = new Set();
for (const { country, name, part } of sources) {
  const letters = findNameLetters(country).filter((letter) => !taken.has(letter));
  for (const letter of letters) taken.add(letter);
  const range = letters.map((letter) => `U+${letter.codePointAt(0).toString(16)}`).join(', ');
  for (const weight of weights) {
    const file = `@fontsource/${name}/files/${name}-${part}-${weight}-normal.woff2`;
    const whole = readFileSync(require.resolve(file));
    const font = await subset(whole, letters.join(''), { targetFormat: 'woff2' });
    const written = `names-${country.toLowerCase()}-${weight}.woff2`;
    writeFileSync(new URL(written, assets), font);
    rules.push(
      `@font-face {\n  font-family: 'Pitpass Names';\n  font-weight: ${weight};\n  font-display: swap;\n` +
        `  src: url('/assets/${written}') format('woff2');\n  unicode-range: ${range};\n}\n`,
    );
  }
}
writeFileSync(
  new URL('names.css', assets),
  `/* Written by tools/name-font.js: names of people are written in more scripts than systems have. */\n${rules.join('\n')}`,
);
