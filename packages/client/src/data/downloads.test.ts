import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';
import { startFakeService } from '../../test/fake-service.ts';
import { isClientError } from '../errors.ts';
import { iracing } from '../provider.ts';
import type { DataAnswer } from './get-data.ts';

const dataUrl = 'https://data.example';
const carsUrl = `${dataUrl}/data/car/get`;
const fileUrl = 'https://files.example/file?sig=canary';

/** A request as `fetch` was given it. */
interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

/** What `fetch` answers for each address; an object becomes JSON. */
type Answers = Readonly<Record<string, object>>;

function redirectTo(location: string | undefined, status = 302): Response {
  return new Response('elsewhere', {
    status,
    headers: location === undefined ? {} : { location },
  });
}

/** Asks for `car/get` over a fetch that holds these answers, and keeps what was asked. */
function ask(
  answers: Answers,
  options: { readonly dataUrl?: string; readonly downloadBytesMax?: number } = {},
) {
  const asked: Asked[] = [];
  const provider = iracing({
    client_id: 'demo_client',
    dataUrl,
    ...options,
    fetch: async (input, init) => {
      const url = String(input);
      asked.push({ url, init: init ?? {} });
      const answer = answers[url];
      if (answer === undefined) throw new Error(`nobody answers ${url}`);
      return answer instanceof Response ? answer : Response.json(answer);
    },
  });
  const answer: Promise<DataAnswer> = provider.get('canary-token', 'car/get');
  return { asked, answer };
}

/** Nothing but the data service was asked, and the error shows no signature. */
async function assertRefused(answer: Promise<DataAnswer>, asked: Asked[], code: string) {
  await assert.rejects(answer, (error) => {
    assert.ok(isClientError(error));
    assert.equal(error.code, code);
    assert.doesNotMatch(inspect(error), /canary/);
    return true;
  });
  return asked.map(({ url }) => url);
}

describe('redirects of files', () => {
  it('are followed one by one, without the access token', async () => {
    const { asked, answer } = ask({
      [carsUrl]: { link: fileUrl },
      [fileUrl]: redirectTo('https://other.example/a'),
      'https://other.example/a': redirectTo('/b?c=d', 307),
      'https://other.example/b?c=d': { found: true },
    });
    assert.deepEqual((await answer).payload, { found: true });
    assert.equal(asked.length, 4);
    for (const { init } of asked) assert.equal(init.redirect, 'manual');
    for (const { init, url } of asked.slice(1)) {
      assert.deepEqual(Object.keys(init.headers ?? {}), ['accept'], url);
      assert.equal(init.body, undefined);
    }
  });

  it('are followed by the fetch of this runtime as well', async (t: TestContext) => {
    const [service, files] = [await startFakeService(), await startFakeService()];
    t.after(() => Promise.all([service.close(), files.close()]));
    service.on('/data/car/get', () => ({ body: { link: `${service.url}/file` } }));
    const headers = { location: `${files.url}/moved` };
    service.on('/file', () => ({ status: 302, headers }));
    files.on('/moved', () => ({ body: ['car'] }));
    const provider = iracing({ client_id: 'demo_client', dataUrl: service.url });
    assert.deepEqual((await provider.get('canary-token', 'car/get')).payload, ['car']);
    assert.equal(files.requests[0]?.headers.authorization, undefined);
  });

  it('are followed five times and not six', async () => {
    for (const count of [5, 6]) {
      const hops = Array.from({ length: count }, (_, hop) => [
        `https://files.example/${hop}`,
        redirectTo(`https://files.example/${hop + 1}`),
      ]);
      const { asked, answer } = ask({
        [carsUrl]: { link: 'https://files.example/0' },
        ...Object.fromEntries(hops),
        [`https://files.example/${count}`]: { found: true },
      });
      if (count === 5) {
        assert.deepEqual((await answer).payload, { found: true });
      } else {
        await assert.rejects(answer, {
          code: 'invalid_response',
          message: /^the file of .* answered with more than 5 redirects/,
        });
      }
      assert.equal(asked.length, 7);
    }
  });

  const unfit = [
    'http://files.example/x?sig=canary',
    'http://127.0.0.1:7480/x',
    'http://localhost/x',
    'http://[::1]/x',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'data:application/json,{}',
  ];
  for (const location of unfit) {
    it(`to ${location} are refused before anybody is asked there`, async () => {
      const { asked, answer } = ask({
        [carsUrl]: { link: fileUrl },
        [fileUrl]: redirectTo(location),
        [location]: { internal: true },
      });
      const urls = await assertRefused(answer, asked, 'insecure_url');
      assert.deepEqual(urls, [carsUrl, fileUrl]);
    });
  }

  it('without an address, or of no known kind, are refused', async () => {
    const broken = [
      redirectTo(undefined),
      redirectTo('https://'),
      redirectTo('https://files.example/b', 300),
      new Response(null, { status: 304, headers: { location: 'https://files.example/b' } }),
    ];
    for (const redirect of broken) {
      const { asked, answer } = ask({
        [carsUrl]: { link: fileUrl },
        [fileUrl]: redirect,
        'https://files.example/b': {},
      });
      const urls = await assertRefused(answer, asked, 'invalid_response');
      assert.deepEqual(urls, [carsUrl, fileUrl]);
    }
  });

  it('are refused in a browser, which does not show where they lead', async () => {
    const opaque = Object.defineProperties(new Response(null), {
      type: { value: 'opaqueredirect' },
      status: { value: 0 },
    });
    const { answer } = ask({ [carsUrl]: { link: fileUrl }, [fileUrl]: opaque });
    await assert.rejects(answer, {
      code: 'invalid_response',
      message: /a redirect, which is not followed since browsers do not show where it leads$/,
    });
  });

  it('of the data service itself are not followed, since the access token is with them', async () => {
    const { asked, answer } = ask({
      [carsUrl]: redirectTo('https://data.example/elsewhere'),
      'https://data.example/elsewhere': {},
    });
    assert.deepEqual(await assertRefused(answer, asked, 'invalid_response'), [carsUrl]);
  });
});

describe('links to this computer', () => {
  const internal = 'http://127.0.0.1:9200/all';
  const heads: Readonly<Record<string, object>> = {
    link: { link: internal },
    data_url: { data_url: internal },
    chunk: {
      chunk_info: { base_download_url: 'http://127.0.0.1:9200/', chunk_file_names: ['all'] },
    },
  };
  for (const [name, head] of Object.entries(heads)) {
    it(`are not followed when a data service elsewhere sends them as ${name}`, async () => {
      const { asked, answer } = ask({ [carsUrl]: head, [internal]: [1] });
      assert.deepEqual(await assertRefused(answer, asked, 'insecure_url'), [carsUrl]);
    });

    it(`are followed when the data service is on this computer and sends them as ${name}`, async () => {
      const local = 'http://localhost:7480';
      const answers = { [`${local}/data/car/get`]: head, [internal]: [1] };
      const { asked, answer } = ask(answers, { dataUrl: local });
      await answer;
      assert.equal(asked[1]?.url, internal);
    });
  }
});

/** A body of that many MiB, which is made while it is read. */
function streamOf(mebibytes: number) {
  const piece = new Uint8Array(1024 * 1024).fill(0x20);
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (pulled === mebibytes) return controller.close();
      pulled += 1;
      controller.enqueue(piece);
    },
  });
  return {
    response: new Response(body, { headers: { 'content-type': 'text/csv' } }),
    pulled: () => pulled,
  };
}

describe('the length of what is downloaded', () => {
  it('is 64 MiB at most, and nothing is read after that', async () => {
    const fits = streamOf(64);
    const whole = await ask({ [carsUrl]: { link: fileUrl }, [fileUrl]: fits.response }).answer;
    assert.ok(whole.kind === 'csv');
    assert.equal(whole.payload.length, 64 * 1024 * 1024);
    const endless = streamOf(Infinity);
    const { answer } = ask({ [carsUrl]: { link: fileUrl }, [fileUrl]: endless.response });
    await assert.rejects(answer, {
      code: 'invalid_response',
      message: /^the file of \/data\/car\/get .* more than 67108864 bytes/,
    });
    assert.ok(endless.pulled() <= 66, `${endless.pulled()} MiB were read`);
  });

  const content = Array.from({ length: 100 }, () => 7);
  const byteCount = JSON.stringify(content).length;
  const elsewhere = 'https://f.example/';
  const chunk_info = { base_download_url: elsewhere, chunk_file_names: [''] };
  const deliveries: Readonly<Record<string, Answers>> = {
    'the answer itself': { [carsUrl]: content },
    'a file': { [carsUrl]: { link: elsewhere }, [elsewhere]: content },
    'a chunk': { [carsUrl]: { chunk_info }, [elsewhere]: content },
  };
  for (const [name, answers] of Object.entries(deliveries)) {
    it(`can be set, and counts for ${name}`, async () => {
      const answer = await ask(answers, { downloadBytesMax: byteCount }).answer;
      assert.deepEqual(answer.kind === 'chunks' ? answer.rows : answer.payload, content);
      const { asked, answer: refused } = ask(answers, { downloadBytesMax: byteCount - 1 });
      await assert.rejects(refused, { code: 'invalid_response', message: /more than 200 bytes/ });
      assert.equal(asked.length, Object.keys(answers).length);
    });
  }
});
