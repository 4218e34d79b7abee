// A program as its author wrote it: a native app that opens the browser by a command, with fetch. It
// verifies its token by the keys that the token names.
import { spawn } from 'node:child_process';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';

const { CLIENT_ID: client_id = '', REDIRECT_URI: redirect_uri = '' } = process.env;
const code_verifier = randomBytes(32).toString('base64url');
const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
const state = randomBytes(16).toString('base64url');
const authorize = new URL('https://oauth.iracing.com/oauth2/authorize');
authorize.search = new URLSearchParams({
  response_type: 'code',
  client_id,
  redirect_uri,
  state,
  scope: 'iracing.auth iracing.profile',
  code_challenge,
  code_challenge_method: 'S256',
}).toString();

const code = await new Promise((resolve) => {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url, redirect_uri);
    response.writeHead(200, { connection: 'close' }).end('You may close this page.');
    server.close();
    if (searchParams.get('state') === state) resolve(searchParams.get('code'));
  });
  server.listen(Number(new URL(redirect_uri).port), '127.0.0.1', () => {
    spawn(process.env['BROWSER'] ?? 'xdg-open', [authorize.href], { stdio: 'ignore' });
  });
});

async function requestToken(fields) {
  const response = await fetch('https://oauth.iracing.com/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({ client_id, ...fields }),
  });
  if (!response.ok) throw new Error(`The token endpoint answered ${response.status}`);
  return response.json();
}

const grant = { grant_type: 'authorization_code', code, code_verifier, redirect_uri };
const first = await requestToken(grant);
const { refresh_token } = first;
const { access_token } = await requestToken({ grant_type: 'refresh_token', refresh_token });
const authorized = { headers: { authorization: `Bearer ${access_token}` } };

const [head = '', body = '', signature = ''] = access_token.split('.');
const parse = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
const { jku, kid } = parse(head);
const { keys } = await (await fetch(jku)).json();
const key = createPublicKey({ key: keys.find((one) => one.kid === kid), format: 'jwk' });
const isVerified = verify(
  'sha256',
  Buffer.from(`${head}.${body}`),
  { key, dsaEncoding: 'ieee-p1363' },
  Buffer.from(signature, 'base64url'),
);
const profile = await fetch('https://oauth.iracing.com/oauth2/iracing/profile', authorized);
const answer = await fetch('https://members-ng.iracing.com/data/member/info', authorized);
const { link } = await answer.json();
const member = await (await fetch(link)).json();
const { iracing_name } = await profile.json();
const { iss } = parse(body);
process.stdout.write(
  `${JSON.stringify({ name: member.display_name, iracing_name, iss, jku, isVerified })}\n`,
);
