/** The scopes of the dialect with their texts in `/sessions`. @see The book, chapter 12 */
export const iracingScopeTable: Readonly<Record<string, string>> = {
  'iracing.auth': 'Use of iRacing services on behalf of the member.',
  'iracing.profile': 'The member’s name and customer id.',
};
