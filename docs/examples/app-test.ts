import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';

import { createSession, iracing, memoryTokenStore } from '@pitpass/client';
import type { AuthorizationBeginning, IracingOptions } from '@pitpass/client';
import { startPitpass } from 'pitpass/testing';
import type { Pitpass } from 'pitpass/testing';

// The app: it signs a member in and greets them.
function createApp(options: IracingOptions) {
  const provider = iracing(options);
  const session = createSession({ provider, store: memoryTokenStore() });
  let beginning: AuthorizationBeginning | undefined;
  return async (path: string): Promise<{ status: number; location?: string; text?: string }> => {
    if (path === '/login') {
      beginning = await provider.createAuthorizationUrl();
      return { status: 302, location: beginning.url };
    }
    if (path.startsWith('/callback?')) {
      await session.signIn(await provider.handleCallback(path, beginning));
      return { status: 302, location: '/' };
    }
    const { iracing_name } = await session.profile();
    return { status: 200, text: `Hello ${iracing_name}` };
  };
}

describe('the app', () => {
  let pitpass: Pitpass;
  let app: ReturnType<typeof createApp>;
  const server = createServer((request, response) => {
    void app(request.url ?? '/').then(({ status, location, text }) => {
      response.writeHead(status, location === undefined ? {} : { location }).end(text);
    });
  });
  let appUrl: string;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const redirect_uri = `${appUrl}/callback`;
    pitpass = await startPitpass({ redirect_uris: { pitWall: [redirect_uri] } });
    app = createApp({
      client_id: pitpass.clients.pitWall.client_id,
      client_secret: pitpass.clients.pitWall.client_secret ?? '',
      redirect_uri,
      scope: 'iracing.auth iracing.profile',
      issuerUrl: `${pitpass.url}/oauth2`,
      dataUrl: pitpass.url,
      clock: pitpass.clock,
    });
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await pitpass.stop();
  });

  it('greets the member who signs in', async () => {
    const [member] = pitpass.members;
    assert.ok(member);
    const login = await fetch(`${appUrl}/login`, { redirect: 'manual' });
    const url = login.headers.get('location') ?? '';
    // What happens in the member's browser, up to where it opens the app again.
    const { callbackUrl } = await pitpass.authorize(member, { url });
    const home = await fetch(callbackUrl);
    assert.equal(await home.text(), `Hello ${member.display_name}`);
  });

  it('still does when the access token has ended', async () => {
    pitpass.advance(3600);
    const home = await fetch(appUrl);
    assert.match(await home.text(), /^Hello /);
  });
});
