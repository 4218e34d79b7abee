// `node --conditions=source tools/write-data-reference.ts` writes, out of the catalogue of data methods,
// docs/data-api.md and the types of the SDK; with `--check` it only says whether they are what it gives.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { formatAnswerTypes } from './data-reference/answer-types.ts';
import { formatClientTypes } from './data-reference/client-types.ts';
import { formatDriftShapes } from './data-reference/drift-shapes.ts';
import { formatReference } from './data-reference/page.ts';
import { formatParameterRules } from './data-reference/parameter-rules.ts';
import { referenceCaller, startReferenceApi } from './data-reference/reference-api.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

async function tidy(file: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

const api = await startReferenceApi();
const documents = [
  ['docs/data-api.md', await formatReference(api, referenceCaller)],
  ['packages/client/src/data/parameter-rules.ts', formatParameterRules()],
  ...[...formatClientTypes(), ...formatAnswerTypes()].map(
    ([name, text]) => [`packages/client/src/data/${name}`, text] as const,
  ),
  ...[...formatDriftShapes()].map(
    ([name, text]) => [`packages/client/src/drift/${name}`, text] as const,
  ),
] as const;
await api.fastify.close();

for (const [name, text] of documents) {
  const file = `${root}${name}`;
  const wanted = await tidy(file, text);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, wanted);
  } else if (readFileSync(file, 'utf8') !== wanted) {
    const command = `node --conditions=source ${relative(root, fileURLToPath(import.meta.url))}`;
    process.stderr.write(`${name} is not what the catalogue gives: run ${command}\n`);
    process.exitCode = 1;
  }
}

// What fills fewer files than before leaves one behind.
const client = 'packages/client/src/';
const written = [
  { folder: `${client}data/answers/`, pattern: /./ },
  { folder: `${client}data/methods/`, pattern: /./ },
  { folder: `${client}drift/`, pattern: /^shapes-\d+\.ts$/ },
];
for (const { folder, pattern } of written) {
  for (const file of readdirSync(root + folder).filter((name) => pattern.test(name))) {
    if (documents.some(([name]) => name === folder + file)) continue;
    if (!process.argv.includes('--check')) rmSync(root + folder + file);
    else {
      process.stderr.write(`${folder}${file} is not what the catalogue gives: delete it\n`);
      process.exitCode = 1;
    }
  }
}
