/** Pit Wall cannot start. The message is one clear sentence for the person at the terminal. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}
