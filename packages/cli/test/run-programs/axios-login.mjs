// A program as its author wrote it: it knows production's addresses and nothing of Pitpass. It signs a
// member in for a server-side app with axios, and asks for data.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import axios from 'axios';

const { CLIENT_ID: client_id = '', CLIENT_SECRET = '', REDIRECT_URI = '' } = process.env;
const client_secret = createHash('sha256')
  .update(CLIENT_SECRET + client_id.trim().toLowerCase())
  .digest('base64');
const state = randomBytes(16).toString('base64url');
const query = { response_type: 'code', client_id, redirect_uri: REDIRECT_URI, state };
const authorize = new URL('https://oauth.iracing.com/oauth2/authorize');
authorize.search = new URLSearchParams({ ...query, scope: 'iracing.auth' }).toString();

const code = await new Promise((resolve) => {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url, REDIRECT_URI);
    response.writeHead(200, { connection: 'close' }).end('You may close this page.');
    server.close();
    if (searchParams.get('state') === state) resolve(searchParams.get('code'));
  });
  server.listen(Number(new URL(REDIRECT_URI).port), '127.0.0.1', () => {
    process.stdout.write(`Please open ${authorize.href} in your browser.\n`);
  });
});
const form = { grant_type: 'authorization_code', client_id, client_secret, code };
const { data: tokens } = await axios.post(
  'https://oauth.iracing.com/oauth2/token',
  new URLSearchParams({ ...form, redirect_uri: REDIRECT_URI }),
);
const headers = { Authorization: `Bearer ${tokens.access_token}` };
const { data: answer } = await axios.get('https://members-ng.iracing.com/data/member/info', {
  headers,
});
const { data: member } = await axios.get(answer.link);
process.stdout.write(`${JSON.stringify({ name: member.display_name, link: answer.link })}\n`);
