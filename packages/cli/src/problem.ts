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
