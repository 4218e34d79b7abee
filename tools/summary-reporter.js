// A reporter for node:test: the failures whole, then one closing line with the counts.
/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* summary(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    if (data.skip !== undefined) counts.skipped += 1;
    else if (type === 'test:pass') counts.passed += 1;
    else {
      counts.failed += 1;
      const error = data.details?.error;
      const cause = error?.cause?.stack ?? error?.cause ?? error?.stack ?? error;
      yield `\n✗ ${data.name}\n  ${data.file}:${data.line}\n${String(cause)}\n`;
    }
  }
  yield `\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
