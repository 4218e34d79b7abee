import type { Permutation } from '../hash.ts';
import { at, createPermutation, mix } from '../hash.ts';

// Sounds that mean nothing: put together they are names of the kind that players choose.
const list = (words: string): readonly string[] => words.split(' ');
const beginnings = list(
  'Zor Kra Vel Nim Dro Fen Gal Hux Ixo Jav Kel Lum Mav Nox Oru Pyx Quo Riv Syl Tav Ulv Vok Wex Xan ' +
    'Yol Zep Bra Cyr Dex Elo Flu Gri Hal Isk Jor Kun Lor Mik Nyr Osk Pry Qua Ruk Sko Tri Umb Vir Wol ' +
    'Xer Yar Zul Ast Bol Cor Dru Eck Fyn Glo Hyd Ilm',
);
const endings = list(
  'adrix ulo aven irra oxen ydra emmo ickle arno ubex ettar ondo aphi ivok erlin azul omari uskel ' +
    'epto inga ovane yskar abber ilto urmo erro anzel odi ixan ubra allow ento izzo orkel apix emble ' +
    'uvar osti yllo akku',
);
// Every decoration begins with something that is no letter, which is where a name's word ends.
const decorations = [
  '',
  ...list('_ _TM .TM -TM _tv .tv _GP -X .x2 _v2 -io'),
  ...list('1 2 3 4 5 6 7 8 9 11 12 13 15 17 19 20 21 22 23 24 27 29 31 33 36 37 42 44 47'),
  ...list('55 58 63 64 71 77 81 92 99'),
];
const wordCount = beginnings.length * endings.length;

/** How many made-up accounts there are: one for each name. */
export const madeUpAccountCount = wordCount * decorations.length;

function wordAt(i: number): string {
  return at(beginnings, i % beginnings.length) + at(endings, Math.floor(i / beginnings.length));
}

const wordNumbers = new Map(
  Array.from({ length: wordCount }, (_, i) => [wordAt(i).toLowerCase(), i] as const),
);
const decorationNumbers = new Map(decorations.map((text, i) => [text.toLowerCase(), i] as const));
const nameForm = /^([a-z]+)([^a-z].*)?$/;

/** The display names of made-up accounts, and the way back, without a table of accounts. */
export interface AccountNames {
  /** The name of a made-up account. */
  nameOf(number: number): string;
  /** Whose name it is, whatever the case; undefined when no made-up account is called so. */
  findNumber(displayName: string): number | undefined;
}

/** Brings a display name into the form in which names are compared: their case does not matter. */
export function foldDisplayName(displayName: string): string {
  return displayName.normalize('NFC').toLowerCase();
}

/** Creates the display names of a seed: letters, digits, `_`, `.` and `-`, at most 15 characters. */
export function createAccountNames(seed: number): AccountNames {
  const order: Permutation = createPermutation(mix(seed, 1), madeUpAccountCount);
  return {
    nameOf: (number) => {
      const place = order.forward(number);
      const name = wordAt(place % wordCount) + at(decorations, Math.floor(place / wordCount));
      return mix(seed, 2, number) % 3 === 0 ? name.toLowerCase() : name;
    },
    findNumber: (displayName) => {
      const [, word = '', decoration = ''] = nameForm.exec(foldDisplayName(displayName)) ?? [];
      const first = wordNumbers.get(word);
      const second = decorationNumbers.get(decoration);
      if (first === undefined || second === undefined) return undefined;
      return order.backward(second * wordCount + first);
    },
  };
}
