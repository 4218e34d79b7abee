import { parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { isPublicClient } from '../../domain/client/client.ts';
import type { Client } from '../../domain/client/client.ts';
import { clientsOfOwnerMax } from '../../domain/client/registration.ts';
import { isStaff } from '../../domain/member/member.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import { ownAppPage, ownAppCreatePage } from '../../pages/own-app-page.ts';
import type { OwnAppFormErrors, OwnAppFormValues } from '../../pages/own-app-form.ts';
import { ownAppReviewedPage } from '../../pages/own-app-reviewed-page.ts';
import { ownAppsPage } from '../../pages/own-apps-page.ts';
import type { ManagedAppSummary, OwnAppMember } from '../../pages/own-apps-page.ts';
import { createFormToken, isFormTokenRight } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { accountSubject } from './logout.ts';
import { readOwnAppLife, toClientFacts } from './own-app-life.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** Where the pages of a member’s own apps are. @see trackmania-api.md, §1 and §9 */
export const ownAppPaths = {
  list: '/manager',
  create: '/manager/create',
  app: '/manager/apps/:client_id',
  rotateSecret: '/manager/apps/:client_id/rotate-secret',
  delete: '/manager/apps/:client_id/delete',
  addSecret: '/manager/apps/:client_id/add-secret',
  endOldSecret: '/manager/apps/:client_id/end-old-secret',
  enable: '/manager/apps/:client_id/enable',
  request: '/manager/request',
} as const;

/** Where staff decides about the apps that members ask for. */
export const staffClientsPath = '/staff/clients';

/** The address of one app's page, or of an action on it. */
export function appPath(client_id: string, path: string = ownAppPaths.app): string {
  return path.replace(':client_id', encodeURIComponent(client_id));
}

/** What the form tokens of an app's forms are about; without an app, that of the form for a new one. */
export function ownAppSubject(client_id = ''): string {
  return `own-app.${client_id}`;
}

/** What the form that replaces a secret is about: the secret that stands, so that it counts once. */
export function rotationSubject({ client_id, secret_digest }: Client): string {
  return `own-app.${client_id}.rotation.${secret_digest}`;
}

/** What the form for a new app is about: the apps that there are, so that it counts once. */
export function creationSubject(owned: readonly Client[]): string {
  const ids = owned.map(({ client_id }) => client_id).sort();
  return `own-app.creation.${ids.join(' ')}`;
}

/** What a notice is about: only we can say that something has been done. */
function noticeSubject(done: string, client_id: string): string {
  return `own-app.${client_id}.${done}`;
}

/** The address of a page with the notice that something has just been done. */
export function withNotice(
  path: string,
  done: 'saved' | 'deleted',
  client_id: string,
  { parts }: SignInContext,
  { presented }: SignedIn,
): string {
  const subject = noticeSubject(done, client_id);
  const notice = createFormToken(parts.formKey, presented, subject);
  return `${path}?${new URLSearchParams({ done, notice }).toString()}`;
}

function isNoticed(
  { request, parts }: SignInContext,
  done: 'saved' | 'deleted',
  client_id: string,
  { presented }: SignedIn,
): boolean {
  const query = parseParameters(rawQuery(request));
  const subject = noticeSubject(done, client_id);
  return (
    query.get('done') === done &&
    isFormTokenRight(query.get('notice'), parts.formKey, presented, subject)
  );
}

/** The developer as the head of every page shows them. */
export function toOwnAppMember({ parts }: SignInContext, signedIn: SignedIn): OwnAppMember {
  const form_token = createFormToken(parts.formKey, signedIn.presented, accountSubject);
  return {
    display_name: signedIn.member.display_name,
    signOut: { action: '/logout', hidden: { form_token } },
  };
}

/** The app of a path, when it is the developer's own; somebody else's looks like none. */
export async function findOwnApp(
  { request, parts }: SignInContext,
  { member }: SignedIn,
): Promise<Client | undefined> {
  const { client_id } = request.params as { readonly client_id: string };
  // No identifier has this character, and PostgreSQL takes no text that does.
  if (client_id.includes('\0')) return undefined;
  const found = await parts.clients.findOwnedClient(client_id);
  return found?.owner_member_id === member.member_id ? found.client : undefined;
}

/** Answers for an app that is not there, or not the developer's. @see S196 */
export function sendNoSuchApp({ reply, parts }: SignInContext): FastifyReply {
  return sendErrorPage(reply, parts, errorMessages.notFound, { status: 404 });
}

function toSummary(client: Client): ManagedAppSummary {
  return {
    client_id: client.client_id,
    client_name: client.client_name,
    is_confidential: !isPublicClient(client),
    state: client.state,
    dialect: client.dialect,
    redirect_uri_count: client.redirect_uris.length,
    created_at: client.created_at,
    href: appPath(client.client_id),
  };
}

async function sendList(context: SignInContext, signedIn: SignedIn): Promise<FastifyReply> {
  const { reply, parts } = context;
  const clients = await parts.clients.listClientsOfOwner(signedIn.member.member_id);
  const page = ownAppsPage({
    frame: pageFrame(parts),
    member: toOwnAppMember(context, signedIn),
    apps: clients.map(toSummary),
    createHref: ownAppPaths.create,
    requestHref: ownAppPaths.request,
    staffHref: isStaff(signedIn.member) ? staffClientsPath : undefined,
    appsMax: clientsOfOwnerMax,
    isDeleted: isNoticed(context, 'deleted', '', signedIn),
  });
  return sendPage(reply, parts, page);
}

/** A try that was refused: what was typed, and what was wrong with it. */
export interface RefusedForm {
  readonly values: OwnAppFormValues;
  readonly errors: OwnAppFormErrors;
}

const emptyForm: OwnAppFormValues = {
  client_name: '',
  homepage_url: '',
  description: '',
  redirect_uris: '',
  is_confidential: true,
};

const refusedStatus = 422;

/** Sends the page for a new app, empty or with what was refused. */
export async function sendCreatePage(
  context: SignInContext,
  signedIn: SignedIn,
  refused?: RefusedForm,
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const owned = await parts.clients.listClientsOfOwner(signedIn.member.member_id);
  const token = (subject: string) => createFormToken(parts.formKey, signedIn.presented, subject);
  const hidden = { form_token: token(ownAppSubject()), standing: token(creationSubject(owned)) };
  const page = ownAppCreatePage({
    frame: pageFrame(parts),
    member: toOwnAppMember(context, signedIn),
    listHref: ownAppPaths.list,
    form: {
      target: { action: ownAppPaths.create, hidden },
      values: refused?.values ?? emptyForm,
      errors: refused?.errors,
    },
  });
  return sendPage(reply, parts, page, { status: refused === undefined ? 200 : refusedStatus });
}

function toFormValues(client: Client): OwnAppFormValues {
  return {
    client_name: client.client_name,
    homepage_url: client.homepage_url ?? '',
    description: client.description ?? '',
    redirect_uris: client.redirect_uris.join('\n'),
    is_confidential: undefined,
  };
}

/** Sends the page of an app, as it is registered or with what was refused. */
export async function sendAppPage(
  context: SignInContext,
  signedIn: SignedIn,
  client: Client,
  refused?: RefusedForm,
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { client_id, client_name, created_at } = client;
  const token = (subject: string) => createFormToken(parts.formKey, signedIn.presented, subject);
  const hidden = { form_token: token(ownAppSubject(client_id)) };
  const target = (path: string) => ({ action: appPath(client_id, path), hidden });
  const standing = { ...hidden, standing: token(rotationSubject(client)) };
  const shared = {
    frame: pageFrame(parts),
    member: toOwnAppMember(context, signedIn),
    listHref: ownAppPaths.list,
    app: { client_id, client_name, is_confidential: !isPublicClient(client), created_at },
    delete: target(ownAppPaths.delete),
    ...(await readOwnAppLife(client, parts, {
      rotate: { action: appPath(client_id, ownAppPaths.rotateSecret), hidden: standing },
      add: { action: appPath(client_id, ownAppPaths.addSecret), hidden: standing },
      endOld: target(ownAppPaths.endOldSecret),
      enable: target(ownAppPaths.enable),
    })),
  };
  if (client.dialect === 'iracing') {
    // Letters go to the present address, whatever it was when the app was asked for.
    const present = { ...client, developer_email: signedIn.member.username };
    const page = ownAppReviewedPage({ ...shared, facts: toClientFacts(present) });
    return sendPage(reply, parts, page);
  }
  const page = ownAppPage({
    ...shared,
    form: {
      target: target(ownAppPaths.app),
      values: refused?.values ?? toFormValues(client),
      errors: refused?.errors,
    },
    isSaved: refused === undefined && isNoticed(context, 'saved', client_id, signedIn),
  });
  return sendPage(reply, parts, page, { status: refused === undefined ? 200 : refusedStatus });
}

type ShowPage = (context: SignInContext, signedIn: SignedIn) => Promise<FastifyReply>;

const showApp: ShowPage = async (context, signedIn) => {
  const client = await findOwnApp(context, signedIn);
  return client === undefined ? sendNoSuchApp(context) : sendAppPage(context, signedIn, client);
};

const pages: Readonly<Record<string, ShowPage>> = {
  [ownAppPaths.list]: sendList,
  [ownAppPaths.create]: async (context, signedIn) => sendCreatePage(context, signedIn),
  [ownAppPaths.app]: showApp,
};

/** The pages that show: they change nothing. Whoever is not signed in signs in first. */
export function registerOwnAppPages(app: FastifyInstance, parts: HttpParts): void {
  for (const [path, show] of Object.entries(pages)) {
    app.get(path, async (request: FastifyRequest, reply) => {
      const signedIn = await findSignedIn(request, parts);
      if (signedIn === undefined) return reply.redirect('/login?destination=%2Fmanager', 303);
      return show({ request, reply, parts }, signedIn);
    });
  }
}
