/** Letters that Unicode does not take apart into a plain letter and a mark. */
const plain: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
};

/**
 * A name as searches compare it: without case, marks above and below letters, and extra spaces.
 * Whoever has no `ö` on the keyboard finds Björn by `bjorn`.
 */
export function foldName(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[łøđıßæœς]/g, (letter) => plain[letter] ?? letter)
    .normalize('NFC')
    .trim()
    .replaceAll(/\s+/g, ' ');
}
