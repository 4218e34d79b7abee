import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  appendToRedirectUri,
  findRedirectUriProblem,
  isLoopbackHostname,
  isRegisteredRedirectUri,
  redirectUriKind,
} from './redirect-uri.ts';

const registered = 'https://app.example/oauth/Callback?tenant=A%2fb&x=1';

describe('matching a redirect URI', () => {
  it('takes the registered URI, byte for byte', () => {
    assert.ok(isRegisteredRedirectUri([registered], registered));
    assert.ok(isRegisteredRedirectUri(['https://other.example/', registered], registered));
    assert.ok(!isRegisteredRedirectUri([], registered));
  });

  const variants: readonly (readonly [string, string, string])[] = [
    ['scheme', 'https://app.example/cb', 'http://app.example/cb'],
    ['case of the scheme', 'https://app.example/cb', 'HTTPS://app.example/cb'],
    ['host', 'https://app.example/cb', 'https://app.example.evil.example/cb'],
    ['subdomain', 'https://app.example/cb', 'https://x.app.example/cb'],
    ['case of the host', 'https://app.example/cb', 'https://App.example/cb'],
    ['trailing dot of the host', 'https://app.example/cb', 'https://app.example./cb'],
    ['implicit port', 'https://app.example/cb', 'https://app.example:443/cb'],
    ['port', 'http://127.0.0.1:7491/cb', 'http://127.0.0.1:7492/cb'],
    ['missing port', 'http://127.0.0.1:7491/cb', 'http://127.0.0.1/cb'],
    ['loopback name', 'http://127.0.0.1:7491/cb', 'http://localhost:7491/cb'],
    ['path', 'https://app.example/cb', 'https://app.example/cb/evil'],
    ['dot segments', 'https://app.example/cb', 'https://app.example/x/../cb'],
    ['trailing slash', 'https://app.example/cb', 'https://app.example/cb/'],
    ['case of the path', 'https://app.example/cb', 'https://app.example/CB'],
    ['added query', 'https://app.example/cb', 'https://app.example/cb?x=1'],
    ['empty query', 'https://app.example/cb', 'https://app.example/cb?'],
    ['order of the query', 'https://app.example/cb?a=1&b=2', 'https://app.example/cb?b=2&a=1'],
    ['empty fragment', 'https://app.example/cb', 'https://app.example/cb#'],
    ['percent-encoding', 'https://app.example/cb', 'https://app.example/%63b'],
    ['case of an encoding', 'https://app.example/%2Fcb', 'https://app.example/%2fcb'],
    ['Unicode form', 'https://app.example/\u00e9', 'https://app.example/e\u0301'],
    ['width of a letter', 'https://app.example/cb', 'https://\uff41pp.example/cb'],
    ['leading space', 'https://app.example/cb', ' https://app.example/cb'],
    ['trailing line break', 'https://app.example/cb', 'https://app.example/cb\n'],
    ['custom scheme', 'com.example.app:/cb', 'com.example.app://cb'],
  ];
  for (const [name, known, presented] of variants) {
    it(`S15 book 7 refuses another ${name}`, () => {
      assert.ok(!isRegisteredRedirectUri([known], presented));
      assert.ok(isRegisteredRedirectUri([known], known));
    });
  }

  it('S15 refuses every URI that differs in one character, anywhere', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: registered.length - 1 }),
        fc.string({ unit: 'binary', minLength: 0, maxLength: 2 }),
        fc.boolean(),
        (at, text, isInserted) => {
          const rest = registered.slice(isInserted ? at : at + 1);
          const presented = registered.slice(0, at) + text + rest;
          assert.equal(isRegisteredRedirectUri([registered], presented), presented === registered);
        },
      ),
      { numRuns: 2000 },
    );
  });

  const hostile = [
    'https://app.example@evil.example/cb',
    'https://app.example:x@evil.example/cb',
    'https://evil.example\\@app.example/cb',
    'https://app.example%2f@evil.example/cb',
  ];
  for (const presented of hostile) {
    it(`S16 refuses ${presented}, as a match and as a registration`, () => {
      assert.ok(!isRegisteredRedirectUri(['https://app.example/cb'], presented));
      assert.notEqual(findRedirectUriProblem(presented), undefined);
    });
  }

  for (const name of ['code', 'state', 'iss', 'error', 'error_description', 'error_uri']) {
    it(`S17 refuses ${name} added to a registered query, and registered with it`, () => {
      const known = 'https://app.example/cb?tenant=1';
      assert.ok(!isRegisteredRedirectUri([known], `${known}&${name}=x`));
      assert.match(findRedirectUriProblem(`${known}&${name}=x`) ?? '', new RegExp(`\\b${name}\\b`));
      const encoded = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
      assert.notEqual(findRedirectUriProblem(`${known}&${encoded}`), undefined);
    });
  }
});

describe('registering a redirect URI', () => {
  const sound = [
    'https://app.example/',
    'https://app.example/cb?tenant=1&x=%20',
    'https://app.example:8443/cb',
    'https://App.Example/cb',
    'https://xn--bcher-kva.example/cb',
    'http://127.0.0.1:12345/callback',
    'http://[::1]:7491/callback',
    'http://localhost:7491/callback',
    'com.example.app:/callback',
    'com.example.app://callback',
    'example.yourdomain.app://',
    `https://app.example/${'a'.repeat(2048 - 'https://app.example/'.length)}`,
  ];
  for (const uri of sound) {
    it(`takes ${uri.slice(0, 60)}`, () => assert.equal(findRedirectUriProblem(uri), undefined));
  }

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /not absolute/],
    ['/cb', /not absolute/],
    ['//app.example/cb', /not absolute/],
    ['app.example/cb', /not absolute/],
    ['https://app.example', /three slashes/],
    ['https://app.example?x=/', /three slashes/],
    ['https:/app.example/', /three slashes/],
    ['https:/app.example/x/y', /no host/],
    ['https:app.example/x/y/z', /no host/],
    ['https:////app.example/cb', /no host/],
    ['https:///cb', /no host/],
    ['https://', /./],
    ['https://:443/cb', /./],
    ['https://%61pp.example/cb', /unusual/],
    ['http://127.1:7491/cb', /unusual/],
    ['http://0x7f.1:7491/cb', /unusual/],
    ['http://2130706433:7491/cb', /unusual/],
    ['http://[0:0:0:0:0:0:0:1]:7491/cb', /unusual/],
    ['https://app.example:99999/cb', /well-formed/],
    ['https://app.example/cb#', /fragment/],
    ['https://app.example/cb#x', /fragment/],
    ['https://user@app.example/cb', /user information/],
    ['https://user:pw@app.example/cb', /user information/],
    ['https://@app.example/cb', /user information/],
    ['com.example.app://user@host/cb', /user information/],
    ['https://app.example\\cb', /backslash/],
    ['https://app.example/c b', /space/],
    ['https://app.example/cb\n', /control/],
    ['https://app.example/\tcb', /control/],
    ['https://app.example/\0', /control/],
    ['https://app.example/\u007f', /control/],
    ['https://app.ex\u0430mple/cb', /ASCII/],
    ['https://*.app.example/cb', /asterisk/],
    ['https://app.example/*', /asterisk/],
    ['javascript:alert(1)', /javascript/],
    ['JavaScript://app.example/%0aalert(1)', /javascript/i],
    ['data:text/html,x', /data/],
    ['vbscript:x', /vbscript/],
    ['file:///etc/passwd', /file/],
    ['blob:https://app.example/x', /blob/],
    ['about:blank', /about/],
    [`https://app.example/${'a'.repeat(2048)}`, /2048/],
  ];
  for (const [uri, reason] of refused) {
    it(`S18 book 7 refuses ${JSON.stringify(uri.slice(0, 60))} and says why`, () => {
      assert.match(findRedirectUriProblem(uri) ?? '', reason);
    });
  }

  const elsewhere = [
    'http://app.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://0.0.0.0:7491/cb',
    'http://192.168.0.1/cb',
    'http://localhost.evil.example/cb',
    'http://[::2]/cb',
  ];
  for (const uri of elsewhere) {
    it(`S19 refuses plain http to another computer: ${uri}`, () => {
      assert.match(findRedirectUriProblem(uri) ?? '', /https/);
    });
  }

  it('S24 refuses a custom scheme without a dot', () => {
    assert.match(findRedirectUriProblem('myapp:/cb') ?? '', /dot/);
    assert.match(findRedirectUriProblem('myapp://x/y/z') ?? '', /dot/);
  });

  for (const uri of ['localhost:8765/callback', 'app.example:443/cb', '127.0.0.1:80', 'a-b:1?x']) {
    it(`S18 refuses a host and a port without a scheme, and says what is missing: ${uri}`, () => {
      assert.match(findRedirectUriProblem(uri) ?? '', /; begin it with http:\/\/ or https:\/\/$/);
    });
  }

  for (const uri of [
    'http://127.0.0.1/cb,http://[::1]/cb',
    'https://a.example/cb,HTTPS://b.example/cb',
  ]) {
    it(`S18 refuses several that were written as one: ${uri}`, () => {
      assert.match(findRedirectUriProblem(uri) ?? '', /more than one; write each .*without commas/);
    });
  }

  it('S18 takes a comma that begins no other address', () => {
    assert.equal(findRedirectUriProblem('https://app.example/cb,x?tags=a,b'), undefined);
  });

  it('S18 answers every text with a reason or nothing, never with an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (text) => {
        const problem = findRedirectUriProblem(text);
        assert.ok(problem === undefined || problem.length > 0);
        if (problem === undefined) assert.ok(URL.canParse(text));
      }),
    );
  });

  it('tells the kinds apart', () => {
    assert.equal(redirectUriKind('https://app.example/cb'), 'https');
    assert.equal(redirectUriKind('http://app.example/cb'), 'http');
    assert.equal(redirectUriKind('http://127.0.0.1:7491/cb'), 'loopback');
    assert.equal(redirectUriKind('http://[::1]:7491/cb'), 'loopback');
    assert.equal(redirectUriKind('https://localhost:7491/cb'), 'loopback');
    assert.equal(redirectUriKind('com.example.app:/cb'), 'custom_scheme');
  });
});

describe('answering at a redirect URI', () => {
  const answer = { code: 'a b&c', state: '=?#', iss: undefined };
  const query = 'code=a%20b%26c&state=%3D%3F%23';

  it('adds the answer and leaves what was registered untouched', () => {
    const added: readonly (readonly [string, string])[] = [
      ['https://app.example/cb', '?'],
      ['https://app.example/cb?tenant=A%2fb', '&'],
      ['https://app.example/cb?', ''],
      ['https://app.example/cb?x=1&', ''],
      ['com.example.app:/cb', '?'],
      ['com.example.app://', '?'],
    ];
    for (const [uri, join] of added) {
      assert.equal(appendToRedirectUri(uri, answer), uri + join + query);
    }
    assert.equal(appendToRedirectUri('https://app.example/cb', {}), 'https://app.example/cb');
  });

  it('brings any state back as it was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (state) => {
        const uri = appendToRedirectUri('https://app.example/cb?x=1', { code: 'c', state });
        assert.equal(new URL(uri).searchParams.get('state'), state);
        assert.ok(!/[\s#]/.test(uri));
      }),
    );
  });
});

describe('this computer as a host name', () => {
  it('has three names, as URLs write them', () => {
    for (const url of ['http://localhost:1/', 'http://127.0.0.1/', 'http://[::1]:1/']) {
      assert.ok(isLoopbackHostname(new URL(url).hostname), url);
    }
  });

  it('has no name that somebody else could have registered, and no other address', () => {
    for (const host of ['localhost.example', '127.0.0.1.example', '0.0.0.0', '10.0.0.1', '']) {
      assert.ok(!isLoopbackHostname(host), host);
    }
  });
});
