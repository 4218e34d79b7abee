import { startFakeService } from './fake-service.ts';
import type { FakeService, Reply, SeenRequest } from './fake-service.ts';

/** How the token endpoint says that a refresh token is dead. */
export const deadRefreshTokens: Readonly<Record<'league-8' | 'league-9', Reply>> = {
  'league-8': {
    status: 401,
    body: {
      error: 'invalid_request',
      error_description: 'The refresh token is invalid.',
      hint: 'Token has been revoked',
      message: 'The refresh token is invalid.',
    },
  },
  'league-9': {
    status: 400,
    body: {
      error: 'invalid_grant',
      error_description: 'The refresh token is invalid.',
      hint: 'Token has been revoked',
    },
  },
};

/** What a route answers to a token that has ended. */
export const revokedToken: Reply = {
  status: 401,
  body: {
    error: 'access_denied',
    error_description: 'The resource owner or authorization server denied the request.',
    hint: 'Access token has been revoked',
    message: 'The resource owner or authorization server denied the request.',
  },
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An access token as Trackmania's service makes them: times with a fraction, `scopes` a list. */
export function createJwt(scopes: unknown, id: string): string {
  const claims = { aud: 'aaaabbbbccccddddeeee', jti: id, exp: 1_790_003_600.482_913, scopes };
  return `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`;
}

/** A fake of Trackmania's service: `live` and `accepted` work as those of the other dialect. */
export interface FakeTrackmania extends FakeService {
  /** A token answer; without a refresh token for the app itself. */
  issueTokens(scopes?: readonly string[], withRefreshToken?: boolean): Record<string, unknown>;
  /** Answers a path to those whose token is accepted. */
  onAuthorized(path: string, handler: (request: SeenRequest) => Reply): void;
}

export async function startFakeTrackmania(): Promise<FakeTrackmania> {
  const service = await startFakeService();
  let count = 0;
  const issueTokens: FakeTrackmania['issueTokens'] = (scopes = [], withRefreshToken = true) => {
    count += 1;
    const access_token = createJwt(scopes, `token-${count}`);
    const refresh_token = `def50200-refresh-${count}`;
    service.accepted.add(access_token);
    if (withRefreshToken) service.live.add(refresh_token);
    return {
      token_type: 'bearer',
      expires_in: 3600,
      access_token,
      ...(withRefreshToken && { refresh_token }),
    };
  };
  service.on('/api/access_token', async ({ form }) => {
    const refresh_token = form.get('refresh_token');
    if (form.get('grant_type') === 'refresh_token' && !service.live.delete(refresh_token ?? '')) {
      return deadRefreshTokens['league-8'];
    }
    await new Promise((resolve) => setTimeout(resolve, service.refreshDelay));
    return { body: issueTokens([], form.get('grant_type') !== 'client_credentials') };
  });
  return Object.assign(service, {
    issueTokens,
    onAuthorized: (path: string, handler: (request: SeenRequest) => Reply): void =>
      service.on(path, (request) => {
        const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
        return service.accepted.has(token) ? handler(request) : revokedToken;
      }),
  });
}
