import { reviewDueSeconds } from '../../domain/client/client-life.ts';
import type { ClientReview } from '../../domain/client/client-life.ts';
import { rolesOf } from '../../domain/client/client-role.ts';
import { isPublicClient, shownDeveloper } from '../../domain/client/client.ts';
import type { Client } from '../../domain/client/client.ts';
import type { ClientFacts } from '../../pages/client-facts.ts';
import type { FormTarget } from '../../pages/form.ts';
import type { OwnAppSecrets } from '../../pages/own-app-secrets.ts';
import type { OwnAppState } from '../../pages/own-app-state.ts';
import type { HttpParts } from '../http-parts.ts';

/** What was registered of a client, as its developer and staff are shown it. */
export function toClientFacts(client: Client): ClientFacts {
  const { client_type, grant_types, scopes, audiences, redirect_uris, cors_origins } = client;
  return {
    client_type,
    grant_types,
    scopes,
    audiences,
    redirect_uris,
    cors_origins,
    roles: rolesOf(client),
    ...shownDeveloper(client),
  };
}

/** When a review was asked for and has to be done. */
export function toReviewTimes({ requested_at, refused_because }: ClientReview) {
  return { requested_at, due_at: requested_at + reviewDueSeconds, refused_because };
}

/** Reads what has happened to an app, and what its developer may do about it. */
export async function readOwnAppLife(
  client: Client,
  { clients, clock }: HttpParts,
  targets: Pick<OwnAppSecrets, 'rotate' | 'add' | 'endOld'> & { readonly enable: FormTarget },
): Promise<{ readonly life: OwnAppState; readonly secrets: OwnAppSecrets }> {
  const life = await clients.findClientLife(client.client_id);
  const { enable, ...secretTargets } = targets;
  const { former_secret: former } = client;
  const now = clock();
  const link_expires_at = life?.secret_link_expires_at;
  return {
    life: {
      state: client.state,
      review: life?.review && toReviewTimes(life.review),
      last_used_at: life?.last_used_at ?? null,
      enable: life?.disabled_by === 'inactive' ? enable : undefined,
    },
    secrets: {
      client_name: client.client_name,
      is_confidential: !isPublicClient(client),
      secret_used_at: life?.secret_used_at ?? null,
      link_expires_at: (link_expires_at ?? 0) > now ? link_expires_at : undefined,
      old:
        former === undefined || former.ends_at <= now
          ? undefined
          : { ends_at: former.ends_at, used_at: life?.former_secret_used_at ?? null },
      ...secretTargets,
    },
  };
}
