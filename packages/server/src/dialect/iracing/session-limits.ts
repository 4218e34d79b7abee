/** The most sessions that one request may name. @see The book, chapter 14.3 */
export const sessionIdsMax = 100;
