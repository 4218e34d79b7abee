import type { Parameters } from '@pitpass/protocol';

import type { ClientStore } from '../../domain/client/client.ts';

/**
 * Fills in the redirect URI where it was left out and the client has registered exactly one.
 *
 * @see RFC 6749 §3.1.2.3; trackmania-api §4.1
 */
export async function fillRedirectUri(
  parameters: Parameters,
  clients: Pick<ClientStore, 'findClient'>,
): Promise<Parameters> {
  if (parameters.has('redirect_uri')) return parameters;
  const client = await clients.findClient(parameters.get('client_id') ?? '');
  const [redirect_uri, ...more] = client?.redirect_uris ?? [];
  if (client?.dialect !== 'trackmania' || redirect_uri === undefined || more.length > 0) {
    return parameters;
  }
  return {
    get: (name) => (name === 'redirect_uri' ? redirect_uri : parameters.get(name)),
    has: (name) => name === 'redirect_uri' || parameters.has(name),
    problems: parameters.problems,
  };
}
