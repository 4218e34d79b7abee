/** How the command ends, by what happened. `pitpass --help` documents them. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  signInNeeded: 3,
  refused: 4,
  unreachable: 5,
  rateLimited: 6,
  refreshOutcomeUnknown: 7,
  interrupted: 130,
} as const;

/** One of the ends of a command. */
export type ExitCodeName = keyof typeof exitCodes;

/** What each of them means, for the help and docs/command-line.md. */
export const exitCodeMeanings: Readonly<Record<ExitCodeName, string>> = {
  ok: 'done',
  failure: 'it failed here: a file, a port, a damaged answer, a service that cannot start',
  usage: 'the command was not understood, or something it needs was not given',
  signInNeeded: 'sign in first, or again',
  refused: 'the service refused',
  unreachable: 'the service could not be reached, did not answer in time or is down',
  rateLimited: 'too many requests: the message says how many seconds to wait',
  refreshOutcomeUnknown:
    'an earlier refresh spent the refresh token and its answer was lost: sign in again',
  interrupted: 'interrupted by Ctrl-C',
};

/** Something that the person at the terminal can mend. The message is one clear sentence. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** What programs switch on. */
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, exitCode: number, message: string) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** The command was called in a way that cannot be: exit code 2. */
export function usageProblem(message: string): Problem {
  return new Problem('usage', exitCodes.usage, message);
}
