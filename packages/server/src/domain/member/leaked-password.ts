import { createRequire } from 'node:module';

// Read when the first password is chosen, so that a start does not wait for it.
const require = createRequire(import.meta.url);
let leaked: ReadonlySet<string> | undefined;

interface Dictionaries {
  readonly dictionary: { readonly 'passwords-common': readonly string[] };
}

/**
 * True when a password is on the list of those that were found most often in leaks, in whatever case it is
 * written.
 *
 * @param lengthMin - shorter ones are refused before, and not kept in memory
 * @see S183
 */
export function isLeakedPassword(password: string, lengthMin: number): boolean {
  if (leaked === undefined) {
    const { dictionary } = require('@zxcvbn-ts/language-common') as Dictionaries;
    const words = dictionary['passwords-common'];
    leaked = new Set(words.filter((word) => Array.from(word).length >= lengthMin));
  }
  return leaked.has(password.normalize('NFKC').toLowerCase());
}
