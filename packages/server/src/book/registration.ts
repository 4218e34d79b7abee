import { clientRoles } from '../domain/client/client-role.ts';
import {
  reviewDueSeconds,
  secretLinkLifetimeSeconds,
  secretOverlapSeconds,
  secretOverlapSecondsMax,
  unreviewedMembersMax,
} from '../domain/client/client-life.ts';
import { clientsOfOwnerMax } from '../domain/client/registration.ts';
import { registrationRules } from '../domain/client/registration-rules.ts';
import type { RegistrationField } from '../domain/client/registration-profile.ts';
import { iracingRegistration } from '../dialect/iracing/registration-profile.ts';
import type { BookSection } from '../pages/book-content.ts';
import { durationWords } from '../pages/time-words.ts';
import { code, list, listedCode, note, section, steps, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import type { BookFacts } from './facts.ts';

const lifetimeWords = 'Set by staff alone; see [](tokens_overview).';

/** What each field of a registration is for; nothing is said of those that the dialect does not have. */
const fieldWords: Readonly<Record<RegistrationField, string>> = {
  client_id: 'The identifier. It is made here when nobody chooses one.',
  client_type: `One of ${listedCode(iracingRegistration.clientTypes, 'or')}; it decides about secret and PKCE. See [](client_types_overview).`,
  client_name: 'The name of the app. Members see it when they are asked.',
  homepage_url: 'The app’s own page.',
  description: 'What the app does.',
  developer_name:
    'Who makes it. Members see it, unless the client is for `password_limited` alone.',
  developer_url: 'A page about it or its maker. Members see its host, with the same exception.',
  developer_email:
    'The address of the account that asks. Mails about the client go there, such as those of [](client_inactivity).',
  redirect_uris: 'Where members come back to. See [](redirect_uris_overview).',
  cors_origins: 'Origins whose pages may read answers. See [](cors).',
  grant_types: `How it gets tokens: ${listedCode(iracingRegistration.grantTypes)}. \`password_limited\` is switched on by staff.`,
  scopes: `What it may ask for: ${listedCode(iracingRegistration.scopes)}. See [](scopes).`,
  audiences: `What its tokens are for beside signing in: ${listedCode(iracingRegistration.audiences, 'or')}, or nothing. \`data-server\` stands for \`/data\`; without it \`/data\` refuses the token.`,
  roles: `Whom it serves: ${listedCode(clientRoles, 'or')}. See [](client_roles_overview).`,
  access_token_lifetime_seconds: lifetimeWords,
  refresh_token_lifetime_seconds: lifetimeWords,
  session_absolute_lifetime_seconds: lifetimeWords,
  owner: 'Who registered it.',
};

const hasField = (field: string): boolean =>
  iracingRegistration.fields.has(field as RegistrationField);

const fieldRows = Object.entries(fieldWords)
  .filter(([field]) => hasField(field))
  .map(([field, words]) => [`\`${field}\``, words]);

const ruleRows = registrationRules
  .filter(({ field, demand }) => hasField(field) && !demand.includes('where the dialect'))
  .map(({ field, demand }) => [`\`${field}\``, demand]);

const passwordLimitedRequest = [
  '• Client Name: My Racing Data Tool',
  '• Client Type: server-side/password_limited/discord-bot',
  '• Developer Email: developer@example.com',
  '• Audiences: data-server',
].join('\n');

const otherRequest = [
  '• Client Name: My League Manager',
  '• Client Type: server-side/native/single-page-app',
  '• Developer Name: My Racing League Inc.',
  '• Developer URL: https://www.myleague.example',
  '• Developer Email: developer@example.com',
  '• Redirect URIs:',
  '    • https://www.myleague.example/oauth/callback',
  '    • https://staging.myleague.example/oauth/callback',
  '• Audiences: data-server',
].join('\n');

function howSection({ settings }: BookFacts): BookSection {
  const orSignUp = settings.signUp === 'open' ? ', or [make an account](/sign-up),' : '';
  return section(
    'how',
    'How to ask',
    steps(
      `Sign in${orSignUp} and [ask for an app](/manager/request).`,
      `Staff look at it, within ${durationWords(reviewDueSeconds)}. You see there how far it is, and the reason when it is refused. Until it is let in nobody knows it: its \`client_id\` is [unknown](error_invalid_client).`,
      `Once it is let in you get a mail. For a client with a secret it has a link that shows the secret once, for ${durationWords(secretLinkLifetimeSeconds)}.`,
    ),
    list(
      'A name that looks like that of the game, of this service or of another app is looked at twice, also when it differs in letters that resemble each other or in marks that cannot be seen.',
      `Until staff have looked at an app, its members are warned, and no more than ${unreviewedMembersMax} of them can let it in.`,
      'Whoever asks for an app that uses `password_limited` is put on its list; others are put there by staff, and everybody [confirms](password_limited_flow#conditions).',
      'What was let in is changed by staff: ask as [](reporting_issues#origins) says.',
      `One member may own ${clientsOfOwnerMax} clients.`,
    ),
    'Staff can also take a request down from a text file, with `npx pitpass clients request FILE`. It is written like this, for a program that uses `password_limited`:',
    code(passwordLimitedRequest),
    'and for every other one:',
    code(otherRequest),
    ...(settings.isLocal
      ? [
          note(
            'This instance is local, so that you are its staff: `npx pitpass clients add --help` registers at once, without asking anybody, and mails lie in the [mailbox](/local/mailbox).',
          ),
        ]
      : []),
  );
}

/** Chapter 2: what has to be told to register a client, and what comes of it. */
export const clientRegistration: WriteChapter = (facts) => ({
  lead: [
    'Registering says who makes an app, where members come back to, and what it may ask for. Afterwards nothing outside these bounds is possible, whoever gets hold of its credentials.',
    facts.demo === undefined
      ? 'Members of this service ask, and its staff decide.'
      : `The demo’s clients are there from the start: \`${facts.demo.native_client_id}\`, \`${facts.demo.server_client_id}\` and \`${facts.demo.password_limited_client_id}\` among them.`,
  ],
  sections: [
    howSection(facts),
    section('what-is-asked', 'What is asked', table(['Field', 'What it is'], fieldRows)),
    section(
      'rules',
      'Rules',
      'A registration is checked against all of these at once; a refusal names the field and says what to do.',
      table(['Field', 'Rule'], ruleRows),
    ),
    section(
      'what-is-issued',
      'What is issued',
      table(
        ['Value', 'What it is'],
        [
          ['`client_id`', 'The identifier. It is no secret and stands in addresses.'],
          [
            '`client_secret`',
            'For server-side clients alone. It is shown once; what is kept is a digest of its masked form, so that nobody can look it up.',
          ],
        ],
      ),
      `A secret is replaced without a pause: for ${durationWords(secretOverlapSeconds)}, or up to ${durationWords(secretOverlapSecondsMax)}, the old one and the new one are good side by side, and the old one can be ended before. Its owner does that under [own apps](/manager). After a secret got out, end the old one at once.`,
    ),
  ],
});
