/**
 * Words that lead the lists of passwords that were found in leaks, and those that lie near in a racing
 * game. What is as long as a password must be is made of them and of a few digits.
 */
const words: ReadonlySet<string> = new Set(
  `abc access admin administrator adobe alexander amanda america andrea andrew angel anthony apple arsenal
  ashley asdf austin baby bailey banana barcelona baseball basketball batman beautiful boomer buster
  butterfly camaro changeit changeme charlie cheese chelsea chicken chocolate christian computer cookie
  corvette cowboys daniel default demo diablo diamond dolphin donald dragon driver eagle family ferrari
  flower football formula freedom friends ginger google guest hannah harley hello hockey hunter iloveyou
  internet iracing jackson jasmine jennifer jessica jordan joshua justin killer lakers letmein liverpool
  login lovely loveyou love madison maggie manager martin master matrix matthew maverick mercedes merlin
  michael michelle monkey monster mustang my naruto nascar nicole ninja nothing orange paradise pass passwd
  password passwort patrick peanut pepper phoenix pitpass player please pokemon porsche princess purple
  qazwsx qwerty qwertz azerty racer racing ranger richard robert root samantha samsung secret security
  server shadow silver simracing slipknot soccer sophie spiderman starwars steelers summer sunshine super
  superman taylor test tester testing the this thomas thunder tigger trackmania trustno trustnoone turbo
  user victoria welcome whatever william winner winter wizard yamaha yankees you your zxcvbn`.split(
    /\s+/,
  ),
);

const longestWord = Math.max(...Array.from(words, ({ length }) => length));

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '!@#$%^&*()',
  '!"§$%&/()=',
];
const sequences = rows.flatMap((row) => [row, Array.from(row).toReversed().join('')]);

const alike: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

// What is left beside words, rows or a repeated part and does not make a password hard to guess.
const remainderMax = 4;
const wordsMax = 2;

/** True when the text is one short part again and again. */
function isRepetition(text: string): boolean {
  const unitMax = 6;
  for (let length = 1; length <= unitMax; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return true;
  }
  return false;
}

/** How many characters are in no run of three or more that follow each other on a keyboard or in a row. */
function countOutsideRuns(text: string): number {
  let outside = 0;
  let at = 0;
  while (at < text.length) {
    let run = 1;
    while (
      at + run < text.length &&
      sequences.some((sequence) => sequence.includes(text.slice(at, at + run + 1)))
    ) {
      run += 1;
    }
    if (run < 3) outside += run;
    at += run;
  }
  return outside;
}

/** The fewest of our words that the letters are made of; infinite when they are made of others. */
function countWords(letters: string): number {
  const fewest: number[] = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    let best = Number.POSITIVE_INFINITY;
    for (let begin = Math.max(0, end - longestWord); begin < end; begin += 1) {
      const count = fewest[begin] ?? Number.POSITIVE_INFINITY;
      if (count < best && words.has(letters.slice(begin, end))) best = count + 1;
    }
    fewest.push(best);
  }
  return fewest[letters.length] ?? Number.POSITIVE_INFINITY;
}

function isFewWords(text: string): boolean {
  const core = text.replaceAll(/^[^a-z]+|[^a-z]+$/g, '');
  const readings = [text, core].map((reading) =>
    Array.from(reading, (character) => alike[character] ?? character).join(''),
  );
  return [text, ...readings].some((reading) => {
    const letters = reading.replaceAll(/[^a-z]/g, '');
    return letters.length > 0 && countWords(letters) <= wordsMax;
  });
}

/**
 * True when a password is among those that are guessed first: rows of a keyboard, one part again and again,
 * one or two of the words that lead the lists of leaked passwords, with digits around them or in the place
 * of letters.
 *
 * @see NIST SP 800-63B §3.1.1.2; S183
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const distinctMin = 5;
  return (
    new Set(text).size < distinctMin ||
    isRepetition(text) ||
    countOutsideRuns(text) <= remainderMax ||
    isFewWords(text)
  );
}
