import type { Parameters } from '@pitpass/protocol';
import type { FastifyReply } from 'fastify';

import { iracingPaths } from '../../dialect/iracing/paths.ts';
import { trackmaniaPaths } from '../../dialect/trackmania/paths.ts';
import { secretOverlapSeconds } from '../../domain/client/client-life.ts';
import { enableClient } from '../../domain/client/client-review.ts';
import { addSecret, endFormerSecret } from '../../domain/client/client-secrets.ts';
import type { Rotated } from '../../domain/client/client-secrets.ts';
import type { Client } from '../../domain/client/client.ts';
import { ownAppCredentialsPage } from '../../pages/own-app-credentials-page.ts';
import { ownAppLifeTexts } from '../../pages/own-app-life-texts.ts';
import { ownAppTexts } from '../../pages/own-app-texts.ts';
import { isFormTokenRight } from '../form-token.ts';
import { toRequester } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import {
  appPath,
  ownAppPaths,
  rotationSubject,
  sendNoSuchApp,
  toOwnAppMember,
} from './own-app-pages.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';
import { tellOwner } from './tell-owner.ts';

/** What a form of an app's page does. The form is ours and the app the developer's own. */
export type AppAction = (
  context: SignInContext,
  form: Parameters,
  signedIn: SignedIn,
  client: Client,
) => Promise<FastifyReply>;

/** The developer as the one who changes an app of theirs. */
export function toRegistrar({ request }: SignInContext, { member }: SignedIn) {
  return { owner: member, requester: toRequester(request) };
}

/** True when what a form is about stands as it did when the form was shown. */
export function isStanding(
  { parts }: SignInContext,
  form: Parameters,
  { presented }: SignedIn,
  subject: string,
): boolean {
  return isFormTokenRight(form.get('standing'), parts.formKey, presented, subject);
}

/** Asks for a fresh sign-in before something risky; undefined when there was one. @see S198 */
export const askBefore = (context: SignInContext, signedIn: SignedIn, { client_id }: Client) =>
  askForRecentSignIn(context, signedIn, `/manager/apps/${encodeURIComponent(client_id)}`);

/** Sends the one page that shows a secret, or says that there is none. @see S197 */
export function sendCredentials(
  context: SignInContext,
  signedIn: SignedIn,
  shown: {
    readonly kind: 'created' | 'rotated' | 'added';
    readonly client: Client;
    readonly client_secret: string | undefined;
  },
): FastifyReply {
  const { reply, parts } = context;
  const { client, kind, client_secret } = shown;
  const { client_id, client_name, dialect } = client;
  const paths = { iracing: iracingPaths, trackmania: trackmaniaPaths }[dialect];
  const page = ownAppCredentialsPage({
    frame: pageFrame(parts),
    member: toOwnAppMember(context, signedIn),
    kind,
    client_id,
    client_name,
    client_secret,
    href: appPath(client_id),
    endpoints: {
      authorize: parts.origin + paths.authorize,
      token: parts.origin + paths.token,
    },
    // The routes are there where the demo is: on a local service.
    docHref:
      parts.demo === undefined || dialect !== 'trackmania' ? undefined : `${parts.origin}/doc`,
  });
  return sendPage(reply, parts, page);
}

/**
 * The digest of the secret that a form was shown with, which alone it may replace. It is empty, and fits none,
 * where another secret stands by now; undefined where the app has no secret.
 */
export function readStandingSecret(
  context: SignInContext,
  form: Parameters,
  signedIn: SignedIn,
  client: Client,
): string | undefined {
  const stands = isStanding(context, form, signedIn, rotationSubject(client));
  return stands ? (client.secret_digest ?? undefined) : '';
}

/** Shows the secret that an app has just got and tells its owner by mail, or says why it got none. */
export async function sendRotated(
  context: SignInContext,
  signedIn: SignedIn,
  { client_name }: Client,
  rotated: Rotated & { readonly kind: 'rotated' | 'added' },
): Promise<FastifyReply> {
  const { reply, parts } = context;
  switch (rotated.outcome) {
    case 'unknown':
      return sendNoSuchApp(context);
    case 'public':
      return sendErrorPage(reply, parts, ownAppTexts.errors.noSecret, { status: 409 });
    case 'overtaken':
      return sendErrorPage(reply, parts, ownAppTexts.errors.overtaken, { status: 409 });
    case 'rotated':
      await tellOwner(context, signedIn, client_name, 'secret');
      return sendCredentials(context, signedIn, rotated);
  }
}

const add: AppAction = async (context, form, signedIn, client) => {
  const question = askBefore(context, signedIn, client);
  if (question !== undefined) return question;
  const standing = readStandingSecret(context, form, signedIn, client);
  const registrar = toRegistrar(context, signedIn);
  const { client_id } = client;
  const { parts } = context;
  const added = await addSecret(client_id, secretOverlapSeconds, registrar, parts, standing);
  return sendRotated(context, signedIn, client, { ...added, kind: 'added' });
};

const endOld: AppAction = async (context, _form, signedIn, client) => {
  const question = askBefore(context, signedIn, client);
  if (question !== undefined) return question;
  const { reply, parts } = context;
  const { client_id, client_name } = client;
  const ended = await endFormerSecret(client_id, toRegistrar(context, signedIn), parts);
  if (ended === 'unknown') return sendNoSuchApp(context);
  if (ended === 'ended') await tellOwner(context, signedIn, client_name, 'secret');
  return reply.redirect(appPath(client_id), 303);
};

const enable: AppAction = async (context, _form, signedIn, { client_id }) => {
  const { reply, parts } = context;
  const enabled = await enableClient(client_id, toRegistrar(context, signedIn), parts);
  if (enabled === 'done') return reply.redirect(appPath(client_id), 303);
  return sendErrorPage(reply, parts, ownAppLifeTexts.errors.notStanding, { status: 409 });
};

/** What the forms about an app's life do. */
export const lifeActions: Readonly<Record<string, AppAction>> = {
  [ownAppPaths.addSecret]: add,
  [ownAppPaths.endOldSecret]: endOld,
  [ownAppPaths.enable]: enable,
};
