import type { TokenSet } from '@pitpass/client';
import { openLoopbackReceiver } from '@pitpass/client/node';
import type { LoopbackReceiver } from '@pitpass/client/node';

import { usageProblem } from '../problem.ts';
import { openIracing, openTrackmania } from '../settings/open-provider.ts';
import { defaultScopes } from '../settings/provider-name.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';
import { note } from '../terminal/output.ts';
import type { SignInAttempt } from './login.ts';

/** Sends the person to the service and waits for the callback. */
async function awaitCallback(
  receiver: LoopbackReceiver,
  beginning: { readonly url: string; readonly state: string },
  attempt: SignInAttempt,
): Promise<string> {
  const { settings, flags, surroundings, signal } = attempt;
  const { service, client_id, provider } = settings;
  const { redirect_uri } = receiver;
  note(surroundings, `Sign in at ${service} as the client ${client_id}. Open this address:\n`);
  note(surroundings, `  ${beginning.url}\n`);
  note(surroundings, `Waiting at ${redirect_uri} for the browser to come back (Ctrl-C gives up).`);
  if (flags.browser) await openInBrowser(beginning.url, surroundings);
  return receiver.receive({
    expectedState: beginning.state,
    timeoutSeconds: flags.timeout,
    signal,
    takesRefusalWithoutState: provider === 'trackmania',
  });
}

/**
 * Signs in with the browser: listens on the first free of the client's registered loopback URIs,
 * sends the person to the service and waits for the code to come back.
 *
 * @throws Problem when no redirect URI is known
 * @throws LoopbackUnavailable when none is free; Timeout when nobody came back; whatever the SDK
 *   throws at a refusal
 * @see RFC 8252 §7.3, RFC 7636; trackmania-api §4
 */
export async function signInByBrowser(attempt: SignInAttempt): Promise<TokenSet> {
  const { settings, client_secret, flags, signal } = attempt;
  const { redirect_uris: redirectUris, client_id } = settings;
  if (redirectUris.length === 0) {
    const other = settings.provider === 'trackmania' ? 'client-credentials' : 'password-limited';
    throw usageProblem(
      `No redirect URI of the client ${client_id} is known; give --redirect-uri for each loopback address that is registered for it, or sign in with --${other}.`,
    );
  }
  const receiver = await openLoopbackReceiver({ redirectUris });
  try {
    const { redirect_uri } = receiver;
    const scope = flags.scope ?? defaultScopes[settings.provider ?? 'iracing'];
    const options = { redirect_uri, scope, ...(client_secret && { client_secret }) };
    if (settings.provider === 'trackmania') {
      const provider = openTrackmania(settings, { ...options, pkce: flags.pkce === true });
      const beginning = await provider.createAuthorizationUrl();
      const callback = await awaitCallback(receiver, beginning, attempt);
      return await provider.handleCallback(callback, beginning, { signal });
    }
    const provider = openIracing(settings, options);
    const beginning = await provider.createAuthorizationUrl();
    const callback = await awaitCallback(receiver, beginning, attempt);
    return await provider.handleCallback(callback, beginning, { signal });
  } finally {
    await receiver.close();
  }
}
