const unitsPerSecond = 10_000;

/**
 * A lap time in words, "1:32.457". Anything below zero is no lap time.
 *
 * @param units ten-thousandths of a second
 */
export function lapTimeWords(units: number): string {
  if (units < 0) return 'none';
  const milliseconds = Math.round(units / 10);
  const minutes = Math.floor(milliseconds / 60_000);
  const rest = ((milliseconds % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${minutes}:${rest}`;
}

/** A gap between two cars in words: "12.346 s", and "1:02.346" from a minute on. */
export function gapWords(units: number): string {
  if (Math.abs(units) >= 60 * unitsPerSecond) {
    return `${units < 0 ? '−' : ''}${lapTimeWords(Math.abs(units))}`;
  }
  return `${units < 0 ? '−' : ''}${(Math.abs(units) / unitsPerSecond).toFixed(3)} s`;
}

/** A position as people count it: the wire's 0 is the first. Below zero there is none. */
export function positionWords(zeroBased: number): string {
  return zeroBased < 0 ? 'none' : String(zeroBased + 1);
}

/** An iRating in words; −1 means that there is none yet. */
export function ratingWords(rating: number): string {
  return rating < 0 ? 'unrated' : String(rating);
}

/** A change with its sign: "+12", "−3", "±0". */
export function changeWords(change: number): string {
  if (change === 0) return '±0';
  return change > 0 ? `+${change}` : `−${-change}`;
}

const licenseLetters = ['R', 'D', 'C', 'B', 'A', 'Pro'];

/** A licence in words, "B 3.42", from its level (four to a class) and safety rating times 100. */
export function licenseWords(level: number, subLevel: number): string {
  const letter = licenseLetters[Math.floor((level - 1) / 4)] ?? '?';
  return `${letter} ${(subLevel / 100).toFixed(2)}`;
}
