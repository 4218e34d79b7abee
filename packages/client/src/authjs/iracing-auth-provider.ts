import { mask } from '@pitpass/protocol';

import { baseUrl } from '../configuration.ts';
import { InvalidOptions, InvalidResponse } from '../errors.ts';
import type { Profile } from '../protected-resource.ts';
import { createRuntime } from '../runtime.ts';
import type { RuntimeOptions } from '../runtime.ts';
import { parseJson } from '../transport.ts';

/** What Auth.js has to be told about an app at the iRacing dialect. */
export interface IracingAuthProviderOptions extends Pick<
  RuntimeOptions,
  'digest' | 'dangerouslyAllowPlainHttpTo'
> {
  readonly client_id: string;
  /** As it was issued, not masked. Public clients have none. */
  readonly client_secret?: string;
  /** Scopes separated by spaces, `iracing.profile` among them. Default: `iracing.auth iracing.profile`. */
  readonly scope?: string;
  /** Default: `https://oauth.iracing.com/oauth2`. */
  readonly issuerUrl?: string;
  /** Its name in Auth.js's paths, `/auth/callback/<id>`. Default: `iracing`. */
  readonly id?: string;
  /** What the button says. Default: `iRacing`. */
  readonly name?: string;
}

/** A provider as Auth.js takes it (`OAuth2Config<Profile>`), without a type of Auth.js in it. */
export interface IracingAuthProvider {
  readonly id: string;
  readonly name: string;
  readonly type: 'oauth';
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly client: { readonly token_endpoint_auth_method: 'client_secret_post' | 'none' };
  readonly style: { readonly logo: string };
  readonly checks: ('pkce' | 'state')[];
  readonly authorization: { readonly url: string; readonly params: { readonly scope: string } };
  readonly token: {
    readonly url: string;
    readonly conform: (response: Response) => Promise<Response | undefined>;
  };
  readonly userinfo: string;
  readonly profile: (profile: Profile) => { id: string; name: string; email: null; image: null };
}

/** A token response without its null members, which mean the same as absent ones and which Auth.js refuses. */
async function dropNullMembers(response: Response): Promise<Response | undefined> {
  if (response.status !== 200) return undefined;
  const body = parseJson(await response.text());
  if (typeof body !== 'object' || body === null) return undefined;
  const members = Object.entries(body).filter(([, value]) => value !== null);
  return Response.json(Object.fromEntries(members));
}

/**
 * The member as Auth.js knows people. Auth.js hands on whatever the profile endpoint answered, a refusal too:
 * without this check all members whose profile was refused would be one person.
 */
function readMember({ iracing_cust_id, iracing_name }: Partial<Profile>) {
  if (!Number.isSafeInteger(iracing_cust_id) || typeof iracing_name !== 'string') {
    throw new InvalidResponse('the profile does not have the documented form');
  }
  return { id: String(iracing_cust_id), name: iracing_name, email: null, image: null };
}

/**
 * Describes an app to Auth.js (`providers: [await iracingAuthProvider({ … })]`): authorization code with PKCE
 * (S256) and state, the secret masked in the form body, no discovery, the profile by the member's number. Members
 * have no mail address here. What is asked for is production, unless `issuerUrl` says otherwise.
 *
 * @throws InvalidOptions when an option is missing or malformed
 * @throws InsecureUrl when `issuerUrl` is plain http to another computer
 * @see The book, chapters 13.1, 13.2 and 15
 */
export async function iracingAuthProvider(
  options: IracingAuthProviderOptions,
): Promise<IracingAuthProvider> {
  const { client_id, client_secret, id = 'iracing' } = options;
  const { scope = 'iracing.auth iracing.profile', name = 'iRacing' } = options;
  if (typeof client_id !== 'string' || client_id.trim() === '') {
    throw new InvalidOptions('client_id is missing');
  }
  if (!/^[a-z0-9_-]+$/i.test(id)) {
    throw new InvalidOptions('id stands in a path: give it letters, digits, - and _ alone');
  }
  if (!scope.split(' ').includes('iracing.profile')) {
    throw new InvalidOptions('scope must hold iracing.profile: Auth.js asks who the member is');
  }
  const { digest, plainHttpHosts } = createRuntime(options);
  const production = 'https://oauth.iracing.com/oauth2';
  const issuer = baseUrl(options.issuerUrl ?? production, 'issuerUrl', plainHttpHosts);
  const isPublic = client_secret === undefined || client_secret === '';
  return {
    id,
    name,
    type: 'oauth',
    // With it, an answer of another service that says who it is (RFC 9207) is refused.
    issuer,
    clientId: client_id,
    ...(!isPublic && {
      clientSecret: await mask(client_secret, client_id, digest),
    }),
    client: { token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_post' },
    // Otherwise the sign-in page of Auth.js would load an image from Auth.js's own site.
    style: { logo: '' },
    checks: ['pkce', 'state'],
    authorization: { url: `${issuer}/authorize`, params: { scope } },
    token: { url: `${issuer}/token`, conform: dropNullMembers },
    userinfo: `${issuer}/iracing/profile`,
    profile: readMember,
  };
}
