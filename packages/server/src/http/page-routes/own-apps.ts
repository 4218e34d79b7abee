import { parseParameters } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { rotateSecret } from '../../domain/client/client-secrets.ts';
import { deleteClient, editClient } from '../../domain/client/edit-client.ts';
import { overtakenRegistration, registerClient } from '../../domain/client/register-client.ts';
import type { OwnAppField, OwnAppFormValues } from '../../pages/own-app-form.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawForm } from '../http-parts.ts';
import {
  appPath,
  creationSubject,
  findOwnApp,
  ownAppPaths,
  ownAppSubject,
  registerOwnAppPages,
  sendAppPage,
  sendCreatePage,
  sendNoSuchApp,
  withNotice,
} from './own-app-pages.ts';
import {
  askBefore,
  isStanding,
  lifeActions,
  readStandingSecret,
  sendCredentials,
  sendRotated,
  toRegistrar,
} from './own-app-actions.ts';
import type { AppAction } from './own-app-actions.ts';
import { isOwnForm, refuseForm } from './posted-form.ts';
import { toFormErrors } from './registration-errors.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';
import { tellOwner } from './tell-owner.ts';

// Twenty redirect URIs stand in one field; the limit of the body comes first.
const formValueLengthMax = 65_536;

const formFields: readonly OwnAppField[] = [
  'client_name',
  'homepage_url',
  'description',
  'redirect_uris',
];

function readForm(form: Parameters, isNew: boolean): OwnAppFormValues {
  return {
    client_name: form.get('client_name') ?? '',
    homepage_url: form.get('homepage_url') ?? '',
    description: form.get('description') ?? '',
    redirect_uris: form.get('redirect_uris') ?? '',
    is_confidential: isNew ? form.get('confidential') === 'yes' : undefined,
  };
}

function toFields({ client_name, homepage_url, description, redirect_uris }: OwnAppFormValues) {
  return {
    client_name,
    homepage_url,
    description,
    redirect_uris: redirect_uris.split(/[\r\n]+/),
  };
}

const toLines = (redirect_uris: readonly string[]): string =>
  redirect_uris
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

async function handleCreate(
  context: SignInContext,
  form: Parameters,
  signedIn: SignedIn,
): Promise<FastifyReply> {
  const { parts } = context;
  const values = readForm(form, true);
  const owned = await parts.clients.listClientsOfOwner(signedIn.member.member_id);
  if (!isStanding(context, form, signedIn, creationSubject(owned))) {
    const errors = toFormErrors([overtakenRegistration], formFields);
    return sendCreatePage(context, signedIn, { values, errors });
  }
  const client_type = values.is_confidential === true ? 'server-side' : 'native';
  const wanted = { ...toFields(values), client_type };
  const registrar = { ...toRegistrar(context, signedIn), ownedBefore: owned.length };
  const registered = await registerClient('trackmania', wanted, registrar, parts);
  if (registered.outcome === 'refused') {
    const errors = toFormErrors(registered.problems, formFields);
    return sendCreatePage(context, signedIn, { values, errors });
  }
  if (registered.outcome === 'requested') {
    return context.reply.redirect(appPath(registered.client.client_id), 303);
  }
  return sendCredentials(context, signedIn, { ...registered, kind: 'created' });
}

const edit: AppAction = async (context, form, signedIn, client) => {
  // What staff has approved is changed by staff.
  if (client.dialect !== 'trackmania') return sendNoSuchApp(context);
  const values = readForm(form, false);
  const { client_id } = client;
  const fields = toFields(values);
  const isRisky = toLines(fields.redirect_uris) !== toLines(client.redirect_uris);
  if (isRisky) {
    const question = askBefore(context, signedIn, client);
    if (question !== undefined) return question;
  }
  const registrar = toRegistrar(context, signedIn);
  const edited = await editClient(client_id, fields, registrar, context.parts);
  switch (edited.outcome) {
    case 'unknown':
      return sendNoSuchApp(context);
    case 'refused': {
      const errors = toFormErrors(edited.problems, formFields);
      return sendAppPage(context, signedIn, client, { values, errors });
    }
    case 'edited': {
      if (isRisky) await tellOwner(context, signedIn, client.client_name, 'redirect_uris');
      const href = withNotice(appPath(client_id), 'saved', client_id, context, signedIn);
      return context.reply.redirect(href, 303);
    }
  }
};

const rotate: AppAction = async (context, form, signedIn, client) => {
  const question = askBefore(context, signedIn, client);
  if (question !== undefined) return question;
  const standing = readStandingSecret(context, form, signedIn, client);
  const registrar = toRegistrar(context, signedIn);
  const rotated = await rotateSecret(client.client_id, registrar, context.parts, standing);
  return sendRotated(context, signedIn, client, { ...rotated, kind: 'rotated' });
};

const remove: AppAction = async (context, _form, signedIn, client) => {
  const question = askBefore(context, signedIn, client);
  if (question !== undefined) return question;
  const { client_id, client_name } = client;
  const isDeleted = await deleteClient(client_id, toRegistrar(context, signedIn), context.parts);
  if (!isDeleted) return sendNoSuchApp(context);
  await tellOwner(context, signedIn, client_name, 'deleted');
  return context.reply.redirect(
    withNotice(ownAppPaths.list, 'deleted', '', context, signedIn),
    303,
  );
};

const appActions: Readonly<Record<string, AppAction>> = {
  [ownAppPaths.app]: edit,
  [ownAppPaths.rotateSecret]: rotate,
  [ownAppPaths.delete]: remove,
  ...lifeActions,
};

/**
 * A member’s own apps: developers register, request, change and delete their own apps. An
 * identifier and a secret are shown in the answer to the form that made them, and nowhere else.
 */
export function registerOwnApps(app: FastifyInstance, parts: HttpParts): void {
  registerOwnAppPages(app, parts);
  app.post(ownAppPaths.create, async (request, reply) => {
    const context = { request, reply, parts };
    const form = parseParameters(rawForm(request), formValueLengthMax);
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) return refuseForm(context);
    if (!isOwnForm(context, form, signedIn.presented, ownAppSubject())) return refuseForm(context);
    return handleCreate(context, form, signedIn);
  });
  for (const [path, action] of Object.entries(appActions)) {
    app.post(path, async (request, reply) => {
      const context = { request, reply, parts };
      const form = parseParameters(rawForm(request), formValueLengthMax);
      const signedIn = await findSignedIn(request, parts);
      const { client_id } = request.params as { readonly client_id: string };
      const subject = ownAppSubject(client_id);
      if (signedIn === undefined || !isOwnForm(context, form, signedIn.presented, subject)) {
        return refuseForm(context);
      }
      const client = await findOwnApp(context, signedIn);
      return client === undefined
        ? sendNoSuchApp(context)
        : action(context, form, signedIn, client);
    });
  }
}
