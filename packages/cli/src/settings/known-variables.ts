import { countEdits } from '@pitpass/protocol';

/** The environment variables of the commands other than `serve`, with a sentence for the help. */
export const cliVariables = {
  PITPASS_PROVIDER: 'The dialect of the service, as --provider.',
  PITPASS_SERVICE: 'The origin of the service, as --service.',
  PITPASS_DATA_URL: 'What stands before /data, as --data-url.',
  PITPASS_CLIENT_ID: 'The client, as --client-id.',
  PITPASS_CLIENT_SECRET: 'The secret of a client that has one.',
  PITPASS_CLIENT_SECRET_FILE: 'A file that holds the client secret.',
  PITPASS_USERNAME: 'The member of the password-limited grant, as --username.',
  PITPASS_PASSWORD: 'The password of that member.',
  PITPASS_PASSWORD_FILE: 'A file that holds that password.',
  PITPASS_AS: 'The account, as --as.',
  PITPASS_TOKEN_FILE: 'Where the tokens are kept, as --token-file.',
} as const;

/** What the tests and tools of the project read; the command itself does not. */
const toolVariables = ['PITPASS_CHROMIUM', 'PITPASS_SCREENSHOTS'] as const;

/**
 * The variables of `pitpass serve`. They stand here again because the other commands must know them
 * without loading the server; a test compares them with the server's own table.
 */
export const serverVariables: readonly string[] = [
  'PITPASS_DATA_DIRECTORY',
  'PITPASS_DATABASE_URL',
  'PITPASS_SECRET_KEY',
  'PITPASS_ISSUER',
  'PITPASS_ADDRESS',
  'PITPASS_PORT',
  'PITPASS_TRUSTED_PROXIES',
  'PITPASS_PIT_WALL_URL',
  'PITPASS_LOG_LEVEL',
  'PITPASS_LOG_FORMAT',
  'PITPASS_REFRESH_TOKEN_RETRY_WINDOW_SECONDS',
  'PITPASS_PLACES_FILE',
  'PITPASS_PASSWORD_LIMITED_CONFIRMATION_DAYS',
  'PITPASS_PASSWORD_LIMITED_PER_HOUR',
  'PITPASS_CLIENT_AUTHENTICATION_FAILURES_PER_MINUTE',
  'PITPASS_PASSWORD_FAILURES_PER_QUARTER_HOUR',
  'PITPASS_PASSWORD_HASHES_AT_ONCE',
  'PITPASS_PASSWORD_HASH_QUEUE',
  'PITPASS_DATA_REQUESTS_PER_MINUTE',
  'PITPASS_SIGNING_KEY_DAYS',
  'PITPASS_SIGN_UP',
  'PITPASS_TRACKMANIA_ERROR_PROFILE',
  'PITPASS_UNKNOWN_BROWSER',
  'PITPASS_REFRESHES_PER_MINUTE',
  'PITPASS_MAIL_URL',
  'PITPASS_MAIL_FROM',
  'PITPASS_CONTACT',
];

const known: readonly string[] = [
  ...Object.keys(cliVariables),
  ...toolVariables,
  ...serverVariables,
];

/**
 * One sentence for each variable that looks like ours and is not: a typing error in a setting must
 * not pass in silence. Values are not repeated.
 */
export function findUnknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const editsMax = 3;
  return Object.keys(environment)
    .filter((name) => name.startsWith('PITPASS_') && !known.includes(name))
    .map((name) => {
      const near = known
        .map((candidate) => ({ candidate, edits: countEdits(name, candidate) }))
        .sort((left, right) => left.edits - right.edits)[0];
      const isNear = near !== undefined && near.edits <= editsMax;
      const advice = isNear ? `; did you mean ${near.candidate}?` : '.';
      return `The environment variable ${name} is not a setting of Pitpass and has no effect${advice}`;
    });
}
