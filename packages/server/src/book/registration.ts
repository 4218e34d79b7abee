import { iracingRegistration } from '../dialect/iracing/registration-profile.ts';
import { registrationRules } from '../domain/client/registration-rules.ts';
import { clientsOfOwnerMax } from '../domain/client/registration.ts';
import type { RegistrationField } from '../domain/client/registration-profile.ts';
import { list, listedCode, note, section, table } from './chapter.ts';
import type { ChapterText, WriteChapter } from './chapter.ts';

/** What each field of a registration is for. A field that has no words here is not shown. */
const fieldWords: Partial<Record<RegistrationField, string>> = {
  client_name: 'The name of the app. Members see it when they are asked.',
  client_type: `One of ${listedCode(iracingRegistration.clientTypes, 'or')}; it decides about secret and PKCE. See [](client_types_overview).`,
  developer_name:
    'Who makes it. Members see it, unless the client is for `password_limited` alone.',
  developer_url: 'A page about it or its maker. Members see its host, with the same exception.',
  developer_email: 'Where letters about the client go, such as those of [](client_inactivity).',
  redirect_uris: 'Where members come back to. See [](redirect_uris_overview).',
  audiences: `What its tokens are for beside signing in: ${listedCode(iracingRegistration.audiences, 'or')}, or nothing. \`data-server\` stands for \`/data\`; without it \`/data\` refuses the token.`,
  grant_types: `How it gets tokens: ${listedCode(iracingRegistration.grantTypes)}. \`password_limited\` is switched on by the staff of this service.`,
  scopes: `What it may ask for: ${listedCode(iracingRegistration.scopes)}. See [](scopes).`,
  cors_origins: 'Origins whose pages may read answers. See [](cors).',
};

const shownFields = Object.entries(fieldWords).filter(([field]) =>
  iracingRegistration.fields.has(field as RegistrationField),
);

function demandRows(): readonly (readonly string[])[] {
  return registrationRules
    .filter(
      ({ field, demand }) =>
        iracingRegistration.fields.has(field) && !demand.includes('where the dialect has none'),
    )
    .map(({ field, demand }) => [`\`${field}\``, demand]);
}

const passwordLimitedRequest = [
  'Client Name: My iRacing Data Tool',
  'Client Type: server-side/password_limited/discord-bot',
  'Developer Email: developer@example.com',
  'Audiences: data-server',
].join('\n');

/** Chapter 2: what has to be told to register a client. */
export const clientRegistration: WriteChapter = ({ settings, origin }): ChapterText => ({
  lead: [
    settings.isLocal
      ? 'This instance is local: the demo’s clients are there from the start, and you register as many of your own as you like, without asking anybody. The command says what an operated service would say.'
      : `Clients are registered by the staff of this service, who look at each request. Ask them as [](reporting_issues) says; a request has an answer within ten days.`,
    'Registering says who makes the app, where members come back to, and what it may ask for. Afterwards nothing outside these bounds is possible, whoever gets hold of its credentials.',
  ],
  sections: [
    section(
      'what-is-asked',
      'What is asked',
      table(
        ['Field', 'What it is'],
        shownFields.map(([field, words]) => [`\`${field}\``, words]),
      ),
    ),
    section(
      'rules',
      'Rules',
      'These are the rules that a registration is checked against; a refusal names the field and says what to do. All of them are checked at once.',
      table(['Field', 'Rule'], demandRows()),
      list(
        'Names are compared by how they look: letters that resemble others, and marks that cannot be seen, do not make another name.',
        'A client whose only grant is `password_limited` needs neither developer’s name and URL nor redirect URIs.',
        `One member may own ${clientsOfOwnerMax} clients.`,
      ),
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
            'For server-side clients alone. It is shown once and stored as a digest of its masked form; nobody can look it up. Lose it, and a new one is made.',
          ],
        ],
      ),
    ),
    section(
      'how',
      'How',
      settings.isLocal
        ? 'In the folder of the running service, which need not be stopped:'
        : 'Staff register with the same command, beside the running service:',
      {
        kind: 'code',
        text: [
          'npx pitpass clients add --name "My League Manager" --type server-side \\',
          '  --redirect-uri https://www.myleague.com/oauth/callback',
        ].join('\n'),
      },
      `\`npx pitpass clients --help\` lists the rest. What is registered, changed or deleted counts at ${origin} within a second.`,
      note(
        'A request that was written for the original’s registration names the same things. Its form for a program without a browser looks like this; a slash separates what the type is made of.',
      ),
      { kind: 'code', text: passwordLimitedRequest },
    ),
  ],
});
