/** What of the settings the book speaks of. The names are those of the options. */
export interface BookSettings {
  readonly isLocal: boolean;
  readonly refreshTokenRetryWindowSeconds: number;
  readonly passwordLimitedPerHour: number;
  readonly clientAuthenticationFailuresPerMinute: number;
  readonly passwordFailuresPerQuarterHour: number;
  readonly refreshesPerMinute: number;
  readonly passwordLimitedConfirmationDays: number;
  readonly signingKeyDays: number;
  readonly dataRequestsPerMinute: number;
  /** What an unknown browser has to prove beside the password. */
  readonly unknownBrowser: string;
  /** Whether people make accounts by themselves. */
  readonly signUp: string;
  /** Set where sessions tell their place. */
  readonly placesFile: string | undefined;
  /** Where developers ask for help: an e-mail address or an https address. */
  readonly contact: string | undefined;
}

/** Clients of the demo that requests can be shown with. */
export interface BookDemo {
  /** Confidential, with the password-limited grant. */
  readonly password_limited_client_id: string;
  /** Confidential, with authorization codes. */
  readonly server_client_id: string;
  /** Public, with a loopback redirect URI. */
  readonly native_client_id: string;
  readonly native_redirect_uri: string;
}

/** Everything that makes the book true of the instance that serves it. */
export interface BookFacts {
  /** The origin of the service, without a slash at the end. */
  readonly origin: string;
  /** The base of the dialect's paths and the `iss` of its tokens. */
  readonly issuer: string;
  /** How long a sign-in may take, in seconds. */
  readonly signInSeconds: number;
  readonly settings: BookSettings;
  /** Undefined where there is none: then requests are shown with variables to fill in. */
  readonly demo: BookDemo | undefined;
  /** CHANGELOG.md; undefined where it does not lie beside the program. */
  readonly releaseNotes: string | undefined;
  /** docs/data-api.md; undefined where there is no `/data`. */
  readonly dataReference: string | undefined;
}
