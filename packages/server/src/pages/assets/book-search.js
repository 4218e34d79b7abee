// Finds places of the book. The same for the page of results, which the service makes, and for the
// dialog, which the browser fills.

const wordForm = /[\p{L}\p{N}_]+/gu;
const excerptBefore = 60;
const excerptLength = 180;

const fold = (text) => text.toLowerCase();

/** The words of a query, each once. */
export function wordsOf(query) {
  return [...new Set(fold(query).match(wordForm) ?? [])].slice(0, 8);
}

/** Where a word, or a longer one, begins in a folded text; -1 for nowhere. */
function findWord(text, word) {
  let at = text.indexOf(word);
  while (at > 0 && /[\p{L}\p{N}_]/u.test(text[at - 1])) at = text.indexOf(word, at + 1);
  return at;
}

function weighWord({ chapter, title, text }, word) {
  const inTitle = findWord(fold(title), word) >= 0;
  const inChapter = findWord(fold(chapter), word) >= 0;
  // What stands inside a longer name, such as token in access_token, counts less.
  const inText = findWord(fold(text), word) >= 0 ? 2 : fold(text).includes(word) ? 1 : 0;
  return (inTitle ? 8 : 0) + (inChapter ? 5 : 0) + inText;
}

function excerptOf(text, words) {
  const folded = fold(text);
  const places = words.map((word) => folded.indexOf(word)).filter((place) => place >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  const wanted = Math.max(0, first - excerptBefore);
  const start = wanted === 0 ? 0 : text.indexOf(' ', wanted) + 1;
  const end =
    start + excerptLength >= text.length
      ? text.length
      : text.lastIndexOf(' ', start + excerptLength);
  return `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`;
}

/** The places that hold every word of a query, the best first. */
export function findPlaces(index, query, limit = 20) {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  return index
    .map((place, order) => {
      const weights = words.map((word) => weighWord(place, word));
      const weight = weights.includes(0) ? 0 : weights.reduce((sum, one) => sum + one, 0);
      return { place, order, weight };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight || left.order - right.order)
    .slice(0, limit)
    .map(({ place }) => ({ ...place, excerpt: excerptOf(place.text, words) }));
}
