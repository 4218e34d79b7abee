import { section, list, note, steps } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import { exampleClients, example, getRequest, postRequest } from './requests.ts';
import { iracingPaths } from '../dialect/iracing/paths.ts';
import { sampleProfile } from './samples.ts';

/** Chapter 3. */
export const workflowsOverview: WriteChapter = () => ({
  lead: [
    'What an app does with this service is one of two things, or both one after the other.',
    list(
      '[](identity_verification_workflow): the app learns who somebody is, once, and keeps no token.',
      '[](data_api_workflow): the app reads data for a member, today and in weeks, and keeps tokens.',
    ),
    'Ask for no more than you need. `/data/member/info` tells everything that the profile tells and more, but a member who is asked for a name alone says yes more easily than one who is asked for everything.',
  ],
});

/** Chapter 3.1. */
export const identityVerificationWorkflow: WriteChapter = (facts) => ({
  lead: [
    'For an app that has accounts of its own and wants to know which member one of them is. It gets one access token, uses it once and throws it away.',
    note(
      'A request whose only scope is `iracing.profile` comes without a refresh token. That is meant: nothing has to be stored.',
    ),
  ],
  sections: [
    section(
      'steps',
      'Steps',
      steps(
        'The app sends the browser to [](authorize_endpoint) with `scope=iracing.profile`, a `state` of its own and a PKCE challenge.',
        'The member signs in, sees which app asks for name and customer number, and allows it. The browser comes back to the `redirect_uri` with a `code`.',
        'The app compares the `state`, then trades the code at [](token_endpoint#authorization_code).',
        'It asks [](iracing_profile_endpoint) and notes the customer number beside its own account. Names change; the number does not.',
        'It throws the access token away.',
      ),
    ),
    section(
      'the-call',
      'The one call',
      example('workflow.profile', getRequest(facts, iracingPaths.profile), 200, sampleProfile),
    ),
  ],
});

/** Chapter 3.2. */
export const dataApiWorkflow: WriteChapter = (facts) => ({
  lead: [
    'For an app that reads `/data` for a member without ever seeing the password. It keeps two tokens per member: a short-lived one to ask with and a single-use one to get the next pair.',
    'The client must be registered for the audience `data-server`, and it must have a safe place for tokens.',
  ],
  sections: [
    section(
      'steps',
      'Steps',
      steps(
        'Is there an access token that is not about to end? Use it as `Authorization: Bearer …` until it ends or is refused.',
        'Is there a refresh token that has not ended? Trade it at [](token_endpoint#refresh_token) for a new access token **and** a new refresh token, store both, and go to 1.',
        'Otherwise send the browser to [](authorize_endpoint) with `scope=iracing.auth`.',
        'The member signs in and allows it; the browser comes back with a `code`.',
        'Trade the code at [](token_endpoint#authorization_code), store both tokens, and go to 1.',
      ),
      {
        kind: 'diagram',
        name: 'data',
        title: 'What the app does before each call, once a member has signed in',
        parties: ['App', 'This service', 'Data service'],
        steps: [
          { from: 0, to: 0, says: 'Does the access token still last?' },
          { from: 0, to: 1, says: 'if not, POST /token to refresh' },
          { from: 1, to: 0, says: 'new access and refresh token' },
          { from: 0, to: 0, says: 'stores both before using either' },
          { from: 0, to: 2, says: 'GET /data/… with the access token' },
          { from: 2, to: 0, says: 'the answer, or 401 when access was ended' },
        ],
      },
    ),
    section(
      'what-goes-wrong',
      'What goes wrong',
      list(
        '**Two refreshes at the same moment.** A refresh token works once; of two calls one is refused. Let one call refresh and the others wait for it, across all processes that share the token.',
        '**A token that is used before it is stored.** A crash in between loses the session, because the old token is spent. Store first.',
        '**Refreshing again and again after a refusal.** `invalid_grant` is final for that token: delete it and begin at step 3.',
        '**The token at a link.** `/data` answers with signed links; fetch them **without** the `Authorization` header.',
      ),
      'The SDK that comes with Pitpass, `@pitpass/client`, does all of this.',
    ),
    section(
      'refresh',
      'The refresh',
      example(
        'workflow.refresh',
        postRequest(facts, iracingPaths.token, {
          grant_type: 'refresh_token',
          client_id: exampleClients(facts).password_limited_client_id,
          client_secret: '$MASKED_SECRET',
          refresh_token: '$REFRESH_TOKEN',
        }),
        200,
      ),
    ),
  ],
});
