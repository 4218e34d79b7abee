import { redirectUriKind } from '@pitpass/protocol';

/** The longest name of an app or a developer, in characters. */
export const nameLengthMax = 80;
/** The longest description, in characters. */
export const descriptionLengthMax = 1000;
const addressLengthMax = 2048;
const emailLengthMax = 254;

// Controls, format characters such as zero-width and direction marks, lone surrogates, private use, line
// separators, and letters that show nothing. The selectors that make a sign an emoji are let through.
const emojiSelector = /(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]|\ufe0f\u20e3/u;
const unseenKinds = ['Cc', 'Cf', 'Cs', 'Co', 'Zl', 'Zp', 'Default_Ignorable_Code_Point'];
const unseenSet = `[\\u2800${unseenKinds.map((kind) => `\\p{${kind}}`).join('')}]`;
const unseen = new RegExp(`(?!${emojiSelector.source})${unseenSet}`, 'u');
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
// So many on one letter are in no word, and cover the lines above and below.
const piledMarks = /\p{M}{6}/u;
const emailForm = /^[^\s@]+@[^\s@]+$/u;

const countCharacters = (text: string): number => Array.from(text).length;

/** A value that somebody typed, in quotation marks and short enough for a sentence. */
export function quote(value: string): string {
  const characters = Array.from(value, (one) => (unseen.test(one) ? '\ufffd' : one));
  const isLong = characters.length > 100;
  return `"${isLong ? `${characters.slice(0, 99).join('')}…` : characters.join('')}"`;
}

/**
 * Says what is wrong with a name that members will be shown.
 *
 * @param subject - how the sentences begin: `The name`
 * @see S200
 */
export function findNameProblems(name: string, subject: string): readonly string[] {
  const problems: string[] = [];
  if (countCharacters(name) > nameLengthMax) {
    problems.push(`${subject} is longer than ${nameLengthMax} characters; shorten it.`);
  }
  if (unseen.test(name)) {
    problems.push(`${subject} holds characters that cannot be seen; type it anew without them.`);
  } else if (!visible.test(name)) {
    problems.push(`${subject} shows nothing; use letters or digits.`);
  } else if (piledMarks.test(name)) {
    problems.push(`${subject} piles up marks on one letter; type it anew with fewer of them.`);
  }
  return problems;
}

/** Says what is wrong with a description: several lines may be. */
export function findDescriptionProblems(text: string): readonly string[] {
  const problems: string[] = [];
  if (countCharacters(text) > descriptionLengthMax) {
    problems.push(`The description is longer than ${descriptionLengthMax} characters; shorten it.`);
  }
  if (unseen.test(text.replaceAll(/[\n\t]/g, ' '))) {
    problems.push(
      'The description holds characters that cannot be seen; type it anew without them.',
    );
  }
  return problems;
}

/** Says what is wrong with the address of a page; none is right too. Nobody ever fetches it. */
export function findAddressProblems(address: string, subject: string): readonly string[] {
  if (address === '') return [];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  const isPlain = !/[\s\\]/.test(address) && !unseen.test(address);
  if (!isWeb || !isPlain || url.username !== '' || url.password !== '') {
    return [`${subject} is no web address; give one such as https://app.example/, or none.`];
  }
  return address.length > addressLengthMax
    ? [`${subject} is longer than ${addressLengthMax} characters; give a shorter one, or none.`]
    : [];
}

/** True for what looks like an e-mail address; none is right too. Whether it exists is not asked. */
export function isEmailAddress(text: string): boolean {
  const isShown = !unseen.test(text) && text.length <= emailLengthMax;
  return text === '' || (isShown && emailForm.test(text));
}

/** True for an origin as browsers write it, of https or of this computer. @see RFC 6454 §6.2 */
export function isWebOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.origin !== text) return false;
  return url.protocol === 'https:' || redirectUriKind(`${text}/`) === 'loopback';
}

/** The words of a name without what makes it only look different: compatible forms, accents, case. */
export function toNameWords(name: string): readonly string[] {
  const letters = name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '');
  return letters.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
