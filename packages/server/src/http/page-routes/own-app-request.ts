import { parseParameters } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { overtakenRegistration, registerClient } from '../../domain/client/register-client.ts';
import type { RegistrationProblem } from '../../domain/client/registration-rules.ts';
import { ownAppRequestFields, ownAppRequestPage } from '../../pages/own-app-request-page.ts';
import type { OwnAppRequestValues } from '../../pages/own-app-request-page.ts';
import { createFormToken } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawForm } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { isStanding, toRegistrar } from './own-app-actions.ts';
import { appPath, creationSubject, ownAppPaths, toOwnAppMember } from './own-app-pages.ts';
import { isOwnForm, refuseForm } from './posted-form.ts';
import { toFormErrors } from './registration-errors.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

// Twenty redirect URIs stand in one field; the limit of the body comes first.
const formValueLengthMax = 65_536;
const subject = 'own-app-request';
const refusedStatus = 422;

const emptyRequest: OwnAppRequestValues = {
  client_name: '',
  client_type: 'server-side',
  grant_types: ['authorization_code'],
  developer_name: '',
  developer_url: '',
  redirect_uris: '',
  cors_origins: '',
  usesData: true,
};

function readRequest(form: Parameters): OwnAppRequestValues {
  const text = (name: string) => form.get(name) ?? '';
  const isChosen = (name: string) => form.get(name) === 'yes';
  return {
    client_name: text('client_name'),
    client_type: text('client_type'),
    grant_types: ['authorization_code', 'password_limited'].filter((grant) =>
      isChosen(`grant_types-${grant}`),
    ),
    developer_name: text('developer_name'),
    developer_url: text('developer_url'),
    redirect_uris: text('redirect_uris'),
    cors_origins: text('cors_origins'),
    usesData: isChosen('audiences-data-server'),
  };
}

function toWanted({ usesData, ...values }: OwnAppRequestValues) {
  return {
    ...values,
    grant_types: [...values.grant_types, 'refresh_token'],
    redirect_uris: values.redirect_uris.split(/[\r\n]+/),
    cors_origins: values.cors_origins.split(/[\r\n]+/),
    audiences: usesData ? ['data-server'] : [],
    // What /data is for and who a member is: which of the two is asked for, the app says each time.
    scopes: usesData ? ['iracing.auth', 'iracing.profile'] : ['iracing.profile'],
  };
}

async function sendRequestPage(
  context: SignInContext,
  signedIn: SignedIn,
  values: OwnAppRequestValues,
  problems?: readonly RegistrationProblem[],
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const owned = await parts.clients.listClientsOfOwner(signedIn.member.member_id);
  const token = (about: string) => createFormToken(parts.formKey, signedIn.presented, about);
  const page = ownAppRequestPage({
    frame: pageFrame(parts),
    member: toOwnAppMember(context, signedIn),
    listHref: ownAppPaths.list,
    target: {
      action: ownAppPaths.request,
      hidden: { form_token: token(subject), standing: token(creationSubject(owned)) },
    },
    values,
    developer_email: signedIn.member.username,
    errors: problems && toFormErrors(problems, ownAppRequestFields),
  });
  return sendPage(reply, parts, page, { status: problems === undefined ? 200 : refusedStatus });
}

async function handleRequest(
  context: SignInContext,
  form: Parameters,
  signedIn: SignedIn,
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const values = readRequest(form);
  const owned = await parts.clients.listClientsOfOwner(signedIn.member.member_id);
  if (!isStanding(context, form, signedIn, creationSubject(owned))) {
    return sendRequestPage(context, signedIn, values, [overtakenRegistration]);
  }
  const registrar = { ...toRegistrar(context, signedIn), ownedBefore: owned.length };
  const registered = await registerClient('iracing', toWanted(values), registrar, parts);
  return registered.outcome === 'refused'
    ? sendRequestPage(context, signedIn, values, registered.problems)
    : reply.redirect(appPath(registered.client.client_id), 303);
}

/** The page on which a member asks for an app of the iRacing dialect. @see The book, chapter 2 */
export function registerOwnAppRequest(app: FastifyInstance, parts: HttpParts): void {
  app.get(ownAppPaths.request, async (request, reply) => {
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) return reply.redirect('/login?destination=%2Fmanager', 303);
    return sendRequestPage({ request, reply, parts }, signedIn, emptyRequest);
  });
  app.post(ownAppPaths.request, async (request, reply) => {
    const context = { request, reply, parts };
    const form = parseParameters(rawForm(request), formValueLengthMax);
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined || !isOwnForm(context, form, signedIn.presented, subject)) {
      return refuseForm(context);
    }
    return handleRequest(context, form, signedIn);
  });
}
