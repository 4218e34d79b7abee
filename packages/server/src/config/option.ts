/** One setting of the service: this table is the documentation, the parser's rules and the type in one. */
export interface Option {
  /** The environment variable. */
  readonly variable: string;
  readonly kind: 'text' | 'integer' | 'choice';
  /** What the number counts; empty for texts and choices. */
  readonly unit: string;
  readonly default: string | number | undefined;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** One sentence for the manual. */
  readonly sentence: string;
}

/** Every setting, by the name that the program uses for it. */
export const options = {
  dataDirectory: {
    variable: 'PITPASS_DATA_DIRECTORY',
    kind: 'text',
    unit: '',
    default: '.pitpass',
    sentence: 'Where the secret key and, without a database URL, the SQLite file live.',
  },
  databaseUrl: {
    variable: 'PITPASS_DATABASE_URL',
    kind: 'text',
    unit: '',
    default: undefined,
    sentence: 'A PostgreSQL connection string; without it an SQLite file is used.',
  },
  secretKey: {
    variable: 'PITPASS_SECRET_KEY',
    kind: 'text',
    unit: '',
    default: undefined,
    sentence:
      'The secret key, at least 32 random bytes in Base64; without it the file keys/secret-key in the data directory holds one, made at the first start.',
  },
  issuer: {
    variable: 'PITPASS_ISSUER',
    kind: 'text',
    unit: '',
    default: undefined,
    sentence: 'The origin under which browsers reach the service, such as https://id.example.org.',
  },
  address: {
    variable: 'PITPASS_ADDRESS',
    kind: 'text',
    unit: '',
    default: 'localhost',
    sentence: 'The address to listen on; localhost means both loopback addresses.',
  },
  port: {
    variable: 'PITPASS_PORT',
    kind: 'integer',
    unit: 'port',
    default: 7480,
    min: 1,
    max: 65_535,
    sentence: 'The port to listen on.',
  },
  trustedProxies: {
    variable: 'PITPASS_TRUSTED_PROXIES',
    kind: 'integer',
    unit: 'proxies',
    default: 0,
    min: 0,
    max: 10,
    sentence:
      'Proxies in front, each of which appends to X-Forwarded-For; at 0 that header is not read.',
  },
  pitWallUrl: {
    variable: 'PITPASS_PIT_WALL_URL',
    kind: 'text',
    unit: '',
    default: 'http://127.0.0.1:7481',
    sentence: 'Where the demo app runs; its redirect URI is registered under this address.',
  },
  logLevel: {
    variable: 'PITPASS_LOG_LEVEL',
    kind: 'choice',
    unit: '',
    default: 'info',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    sentence: 'The least severity that is logged.',
  },
  logFormat: {
    variable: 'PITPASS_LOG_FORMAT',
    kind: 'choice',
    unit: '',
    default: 'json',
    choices: ['json', 'human'],
    sentence: 'One JSON object a line, or lines for people; --local defaults to human.',
  },
  refreshTokenRetryWindowSeconds: {
    variable: 'PITPASS_REFRESH_TOKEN_RETRY_WINDOW_SECONDS',
    kind: 'integer',
    unit: 'seconds',
    default: 0,
    min: 0,
    max: 60,
    sentence:
      'How long a refresh that is repeated is given the same tokens again; at 0 it is refused.',
  },
  placesFile: {
    variable: 'PITPASS_PLACES_FILE',
    kind: 'text',
    unit: '',
    default: undefined,
    sentence:
      'A city or country database in the MaxMind format, from which sessions show their place.',
  },
  passwordLimitedConfirmationDays: {
    variable: 'PITPASS_PASSWORD_LIMITED_CONFIRMATION_DAYS',
    kind: 'integer',
    unit: 'days',
    default: 180,
    min: 1,
    max: 3650,
    sentence:
      'How long a member’s confirmation holds that a client may sign them in with the password alone.',
  },
  passwordLimitedPerHour: {
    variable: 'PITPASS_PASSWORD_LIMITED_PER_HOUR',
    kind: 'integer',
    unit: 'requests per hour',
    default: 12,
    min: 1,
    max: 100_000,
    sentence:
      'Password-limited logins that a client may try for one member; three times that in all.',
  },
  clientAuthenticationFailuresPerMinute: {
    variable: 'PITPASS_CLIENT_AUTHENTICATION_FAILURES_PER_MINUTE',
    kind: 'integer',
    unit: 'failures per minute',
    default: 60,
    min: 1,
    max: 100_000,
    sentence: 'Failed client authentications after which an address has to wait.',
  },
  refreshesPerMinute: {
    variable: 'PITPASS_REFRESHES_PER_MINUTE',
    kind: 'integer',
    unit: 'refreshes per minute',
    default: 60,
    min: 1,
    max: 999_999_999,
    sentence: 'Refreshes of one session after which it has to wait; other sessions go on.',
  },
  passwordFailuresPerQuarterHour: {
    variable: 'PITPASS_PASSWORD_FAILURES_PER_QUARTER_HOUR',
    kind: 'integer',
    unit: 'failures per 15 minutes',
    default: 10,
    min: 1,
    max: 100_000,
    sentence: 'Wrong passwords for one account from one address after which it has to wait.',
  },
  passwordHashesAtOnce: {
    variable: 'PITPASS_PASSWORD_HASHES_AT_ONCE',
    kind: 'integer',
    unit: 'hashes',
    default: 2,
    min: 1,
    max: 64,
    sentence: 'Password hashes that run at the same moment, about 19 MiB each.',
  },
  passwordHashQueue: {
    variable: 'PITPASS_PASSWORD_HASH_QUEUE',
    kind: 'integer',
    unit: 'logins',
    default: 100,
    min: 1,
    max: 10_000,
    sentence: 'Logins that may wait for a hash; one more is told to try again in a moment.',
  },
  signingKeyDays: {
    variable: 'PITPASS_SIGNING_KEY_DAYS',
    kind: 'integer',
    unit: 'days',
    default: 90,
    min: 1,
    max: 3650,
    sentence:
      'How long a key signs access tokens before the next one does; the change needs no restart.',
  },
  unknownBrowser: {
    variable: 'PITPASS_UNKNOWN_BROWSER',
    kind: 'choice',
    unit: '',
    default: 'mail',
    choices: ['mail', 'off'],
    sentence:
      'Whether signing in from an unknown browser takes a code that is mailed; --local defaults to off.',
  },
  signUp: {
    variable: 'PITPASS_SIGN_UP',
    kind: 'choice',
    unit: '',
    default: 'closed',
    choices: ['open', 'closed'],
    sentence:
      'Whether people make accounts by themselves, proving their address; --local defaults to open.',
  },
  contact: {
    variable: 'PITPASS_CONTACT',
    kind: 'text',
    unit: '',
    default: undefined,
    sentence:
      'Where developers ask for help, an e-mail address or an https address; the guide names it.',
  },
  trackmaniaErrorProfile: {
    variable: 'PITPASS_TRACKMANIA_ERROR_PROFILE',
    kind: 'choice',
    unit: '',
    default: 'league-8',
    choices: ['league-8', 'league-9'],
    sentence:
      'Whose errors the Trackmania dialect answers with: version 8 or 9 of the library behind the game.',
  },
  dataRequestsPerMinute: {
    variable: 'PITPASS_DATA_REQUESTS_PER_MINUTE',
    kind: 'integer',
    unit: 'requests per minute',
    default: 240,
    min: 1,
    max: 999_999_999,
    sentence: 'Requests to the local /data that a member may send; production allows 240.',
  },
  mailUrl: {
    variable: 'PITPASS_MAIL_URL',
    kind: 'text',
    unit: '',
    default: undefined,
    sentence:
      'The mail server, as smtp://user:password@mail.example.org:587 (STARTTLS, required) or smtps://; smtp+insecure:// gives up TLS.',
  },
  mailFrom: {
    variable: 'PITPASS_MAIL_FROM',
    kind: 'text',
    unit: '',
    default: undefined,
    sentence:
      'From whom mails are, such as Example Racing <id@example.org>; needed with a mail server.',
  },
} as const satisfies Readonly<Record<string, Option>>;

/** The name of a setting. */
export type OptionName = keyof typeof options;
