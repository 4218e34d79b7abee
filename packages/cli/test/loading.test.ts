import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { createFolder, runProcess, signIn } from './pitpass.ts';
import { signInAtTrackmania } from './trackmania-profile.ts';

const tracer = `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load: (url, context, next) => {
    appendFileSync(process.env.PITPASS_TRACE_FILE, url + '\\n');
    return next(url, context);
  },
});
`;

// The catalogue of methods is tables alone.
const serverCode =
  /packages\/(server|data(?!\/src\/catalogue\/))\/|node_modules\/(@fastify|fastify|pino|pg)\//;

test('get does not load the code of the server', async (t) => {
  const { folder, options } = await signIn(t);
  const preload = join(folder, 'tracer.mjs');
  writeFileSync(preload, tracer);
  const traceOf = async (words: readonly string[]): Promise<string[]> => {
    const file = join(folder, `${words[0]}.trace`);
    const { exitCode, stderr } = await runProcess(words, {
      ...options,
      environment: { ...options.environment, PITPASS_TRACE_FILE: file },
      nodeArguments: ['--import', pathToFileURL(preload).href],
    });
    assert.equal(exitCode, 0, stderr);
    return readFileSync(file, 'utf8').split('\n');
  };

  const get = await traceOf(['get', 'member/info']);
  assert.ok(get.some((url) => url.includes('packages/client/')));
  assert.deepEqual(
    get.filter((url) => serverCode.test(url)),
    [],
  );

  const serve = await traceOf(['serve', '--help']);
  assert.ok(
    serve.some((url) => serverCode.test(url)),
    'the trace would not have seen it',
  );
});

test('get of a route of Trackmania does not load it either', async (t) => {
  const { service, folder, options } = await signInAtTrackmania(t);
  service.onAuthorized('/api/user', () => ({ body: {} }));
  const preload = join(folder, 'tracer.mjs');
  writeFileSync(preload, tracer);
  const file = join(folder, 'trace');
  const { exitCode, stderr } = await runProcess(['get', 'user'], {
    ...options,
    environment: { ...options.environment, PITPASS_TRACE_FILE: file },
    nodeArguments: ['--import', pathToFileURL(preload).href],
  });
  assert.equal(exitCode, 0, stderr);
  const urls = readFileSync(file, 'utf8').split('\n');
  assert.ok(urls.some((url) => url.includes('packages/client/src/trackmania')));
  assert.deepEqual(
    urls.filter((url) => serverCode.test(url)),
    [],
  );
});

test('a command loads no other command', async (t) => {
  const folder = createFolder(t);
  const preload = join(folder, 'tracer.mjs');
  writeFileSync(preload, tracer);
  const file = join(folder, 'trace');
  await runProcess(['--version'], {
    environment: { PITPASS_TRACE_FILE: file },
    nodeArguments: ['--import', pathToFileURL(preload).href],
  });
  const urls = readFileSync(file, 'utf8').split('\n');
  assert.deepEqual(
    urls.filter((url) => url.includes('/commands/') || url.includes('packages/client/')),
    [],
  );
});
