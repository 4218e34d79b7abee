const redirects = 'a page is not shown where a redirect leads, and follows none';
/** Tests that fail in a page for a reason of the page's. One that passes has to leave this list. */
export const leftOutInPages: ReadonlyMap<string, string> = new Map([
  ['redirects of files > are followed by the fetch of this runtime as well', redirects],
  ['token endpoint > maps a redirect to invalid_response', redirects],
  ['refusals of routes > is not led away by a redirect', redirects],
  [
    'a part that is loaded at its first use > is a network failure with its cause when its file cannot be had',
    'the code of the cause is Node’s',
  ],
  [
    'a logger that the app gives > is told of a request that got no answer, with the system’s reason',
    'a page is told no reason',
  ],
  [
    'options of trackmania > TM 13 name the project to the service, and ask for JSON',
    'a page cannot say who it is in User-Agent',
  ],
]);
