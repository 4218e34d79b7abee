import { oauthErrorCodes } from '@pitpass/protocol';

import { authOverview, authorizeEndpoint } from './authorize.ts';
import { baseUrl, cors, scopes, xRequestId } from './base.ts';
import type { WriteChapter } from './chapter.ts';
import { clientRolesOverview, clientTypesOverview } from './clients.ts';
import { errorChapter, errors } from './errors.ts';
import {
  authenticationFlowsOverview,
  authorizationCodeFlow,
  passwordLimitedFlow,
} from './flows.ts';
import { clientInactivity } from './inactivity.ts';
import { introduction, readingThisBook } from './introduction.ts';
import { pkceOverview } from './pkce.ts';
import { redirectUrisOverview } from './redirect-uris.ts';
import { clientRegistration } from './registration.ts';
import { releaseNotes } from './release-notes.ts';
import { reportingIssues } from './reporting.ts';
import {
  iracingProfileEndpoint,
  revokeClientEndpoint,
  revokeCurrentEndpoint,
  revokeSessionsEndpoint,
  sessionsEndpoint,
  sessionsOverview,
} from './sessions.ts';
import { tokenEndpoint } from './token.ts';
import { accessToken, refreshToken, tokensOverview } from './tokens.ts';
import { verification } from './verification.ts';
import { dataApiWorkflow, identityVerificationWorkflow, workflowsOverview } from './workflows.ts';

/** A chapter's place in the book. */
export interface ContentsEntry {
  /** The page's name without `.html`: old links and `error_uri` lead to it. */
  readonly name: string;
  readonly number: string;
  readonly title: string;
  /** The title of the part that begins here. */
  readonly part?: string;
  readonly write: WriteChapter;
}

type Row = readonly [number: string, name: string, title: string, write: WriteChapter];

const opening: readonly Row[] = [['', 'introduction', 'Introduction', introduction]];

const gettingStarted: readonly Row[] = [
  ['1', 'reading_this_book', 'Reading this Book', readingThisBook],
  ['2', 'client_registration', 'Client Registration', clientRegistration],
  ['3', 'workflows_overview', 'Workflows', workflowsOverview],
  ['3.1', 'identity_verification_workflow', 'Identity Verification', identityVerificationWorkflow],
  ['3.2', 'data_api_workflow', 'Data API', dataApiWorkflow],
  ['4', 'authentication_flows_overview', 'Authentication Flows', authenticationFlowsOverview],
  ['4.1', 'authorization_code_flow', 'Authorization Code', authorizationCodeFlow],
  ['4.2', 'password_limited_flow', 'Password Limited', passwordLimitedFlow],
  ['5', 'client_types_overview', 'Client Types', clientTypesOverview],
  ['6', 'client_roles_overview', 'Client Roles', clientRolesOverview],
  ['7', 'redirect_uris_overview', 'Redirect URIs', redirectUrisOverview],
  ['8', 'client_inactivity', 'Client Inactivity', clientInactivity],
];

const reference: readonly Row[] = [
  ['9', 'base_url', 'Base URL', baseUrl],
  ['10', 'x_request_id', 'x-request-id', xRequestId],
  ['11', 'cors', 'CORS', cors],
  ['12', 'scopes', 'Scopes', scopes],
  ['13', 'auth_overview', 'Authentication and Authorization', authOverview],
  ['13.1', 'authorize_endpoint', '/authorize', authorizeEndpoint],
  ['13.2', 'token_endpoint', '/token', tokenEndpoint],
  ['13.3', 'pkce_overview', 'PKCE Challenges and Verifiers', pkceOverview],
  ['13.4', 'tokens_overview', 'Tokens', tokensOverview],
  ['13.4.1', 'access_token', 'Access Token', accessToken],
  ['13.4.2', 'refresh_token', 'Refresh Token', refreshToken],
  ['14', 'sessions_overview', 'Session Management', sessionsOverview],
  ['14.1', 'sessions_endpoint', '/sessions', sessionsEndpoint],
  ['14.2', 'revoke_current_endpoint', '/revoke/current', revokeCurrentEndpoint],
  ['14.3', 'revoke_sessions_endpoint', '/revoke/sessions', revokeSessionsEndpoint],
  ['14.4', 'revoke_client_endpoint', '/revoke/client', revokeClientEndpoint],
  ['14.5', 'verification', 'Verification', verification],
  ['15', 'iracing_profile_endpoint', '/iracing/profile', iracingProfileEndpoint],
];

const whenThingsGoWrong: readonly Row[] = [
  ['16', 'errors', 'Errors', errors],
  ...oauthErrorCodes.map((error, index): Row => [
    `16.${index + 1}`,
    `error_${error}`,
    error,
    errorChapter(error),
  ]),
  ['17', 'reporting_issues', 'Reporting Issues', reportingIssues],
];

const miscellaneous: readonly Row[] = [['18', 'release_notes', 'Release Notes', releaseNotes]];

function toEntries(rows: readonly Row[], part?: string): readonly ContentsEntry[] {
  return rows.map(([number, name, title, write], index) => ({
    name,
    number,
    title,
    write,
    ...(index === 0 && part !== undefined && { part }),
  }));
}

/** Every chapter, in order, but for those of the local `/data`. Numbers and names are the original's. */
export const bookContents: readonly ContentsEntry[] = [
  ...toEntries(opening),
  ...toEntries(gettingStarted, 'Getting Started'),
  ...toEntries(reference, 'API Reference'),
  ...toEntries(whenThingsGoWrong, 'When Things Go Wrong'),
  ...toEntries(miscellaneous, 'Miscellaneous'),
];
