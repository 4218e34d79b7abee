/** A whole number, or its digits. */
export type WholeNumber = number | `${bigint}`;

/** One whole number or several; they become a comma list. */
export type WholeNumbers = WholeNumber | readonly WholeNumber[];

/** The method takes no parameters. */
export type NoParameters = Readonly<Record<string, never>>;

/** The method takes any names; to repeat one, give a URLSearchParams. */
export type FreeFormParameters = Readonly<Record<string, string | null | undefined>>;
