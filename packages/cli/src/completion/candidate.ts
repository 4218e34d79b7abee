/** Something that may stand where the cursor is. */
export interface Candidate {
  /** The whole word. One that ends with `=` is not whole yet. */
  readonly value: string;
  readonly description?: string | undefined;
}

/** What may stand where the cursor is. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** True when files may stand there as well; the shell knows them. */
  readonly files: boolean;
}

/** Nothing is known of what may stand there. */
export const nothing: Completion = { candidates: [], files: false };

/** The words alone, without descriptions. */
export function listed(values: readonly string[]): Completion {
  return { candidates: values.map((value) => ({ value })), files: false };
}
