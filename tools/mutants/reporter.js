// One JSON line for each test that has run: its title and whether it passed.
export default async function* titles(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' || data.skip) continue;
    yield `${JSON.stringify({ title: data.name, isPassed: type === 'test:pass' })}\n`;
  }
}
