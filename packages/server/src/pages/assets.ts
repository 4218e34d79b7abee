/** The folder of the pages' files, for whoever serves them; its address ends in "/". */
export const assetsFolder: URL = new URL('./assets/', import.meta.url);

/** The stylesheets of every page, in the order in which they apply. */
export const stylesheetNames = [
  'tokens.css',
  'site.css',
  'parts.css',
  'sections.css',
  'account.css',
  'second-factor.css',
  'mailbox.css',
  'own-apps.css',
] as const;

/** The one script, which no page needs in order to work. */
export const scriptName = 'page.js';

/** The script of pages with passkeys and backup codes. */
export const secondFactorScriptName = 'second-factor.js';

/** The mark of the service, as the tab's icon and beside its name. */
export const faviconName = 'favicon.svg';

/** The stylesheets that the book adds, in the order in which they apply. */
export const bookStylesheetNames = ['book.css', 'book-parts.css', 'book-views.css'] as const;

/** What else the book adds: its script, and the module by which places are found. */
export const bookAssetNames = {
  script: 'book.js',
  searchScript: 'book-search.js',
} as const;
