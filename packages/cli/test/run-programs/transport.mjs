// A program as its author wrote it: signs a listed member in with the password, and asks for data, by
// one of the ways in which Node programs send requests.
import { createHash } from 'node:crypto';
import https from 'node:https';

import axios from 'axios';
import { Agent, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

const { CLIENT_ID: client_id = '', CLIENT_SECRET = '', USER_NAME: username = '' } = process.env;
const mask = (secret, id) =>
  createHash('sha256')
    .update(secret + id.trim().toLowerCase())
    .digest('base64');
const form = new URLSearchParams({
  grant_type: 'password_limited',
  client_id,
  client_secret: mask(CLIENT_SECRET, client_id),
  username,
  password: mask(process.env['USER_PASSWORD'] ?? '', username),
  scope: 'iracing.auth',
}).toString();
const type = { 'content-type': 'application/x-www-form-urlencoded' };

function byHttps(agent) {
  return (url, { method = 'GET', headers, body } = {}) =>
    new Promise((resolve, reject) => {
      const request = https.request(url, { method, headers, agent }, async (response) => {
        let text = '';
        for await (const piece of response.setEncoding('utf8')) text += piece;
        resolve(JSON.parse(text));
      });
      request.on('error', reject);
      request.end(body);
    });
}

const byFetch = (send, options) => async (url, init) =>
  (await send(url, { ...init, ...options })).json();

const transports = {
  fetch: byFetch(fetch),
  https: byHttps(),
  axios: async (url, { body, ...init } = {}) => (await axios({ url, data: body, ...init })).data,
  undici: byFetch(undiciFetch, { dispatcher: new EnvHttpProxyAgent() }),
  'https without a proxy': byHttps(new https.Agent({ keepAlive: false })),
  'undici without a proxy': byFetch(undiciFetch, { dispatcher: new Agent() }),
};

const ask = transports[process.argv[2] ?? ''];
const tokens = await ask('https://oauth.iracing.com/oauth2/token', {
  method: 'POST',
  headers: type,
  body: form,
});
const headers = { authorization: `Bearer ${tokens.access_token}` };
const { link } = await ask('https://members-ng.iracing.com/data/member/info', { headers });
const member = await ask(link);
process.stdout.write(`${JSON.stringify({ name: member.display_name })}\n`);
