import type { ErrorMessage } from './texts.ts';

/**
 * What the error page says for each thing that can go wrong in the browser, for a member to read.
 * Nothing in it depends on what the request carried.
 */
export const errorMessages = {
  clientUnknown: {
    what: 'This app cannot sign you in.',
    why: 'The app that sent you here gave a name that this service does not know.',
    todo: 'Go back to the app and tell its developer. You have not been signed in and nothing was shared.',
  },
  redirectUriWrong: {
    what: 'This app cannot sign you in.',
    why: 'The address that you would return to is not one that the app registered here.',
    todo: 'Go back to the app and tell its developer. You have not been signed in and nothing was shared.',
  },
  requestWrong: {
    what: 'This app cannot sign you in.',
    why: 'The app sent you here with a request that is incomplete or malformed.',
    todo: 'Go back to the app and start again. If it happens again, tell its developer.',
  },
  transactionExpired: {
    what: 'That sign-in has expired.',
    why: 'A sign-in that an app starts works for 15 minutes.',
    todo: 'Go back to the app and start again.',
  },
  otherBrowser: {
    what: 'This sign-in cannot be continued here.',
    why: 'It was started in another browser, or this browser does not keep our cookies.',
    todo: 'Go back to the app in this browser and start again. Allow cookies for this site if they are off.',
  },
  formRefused: {
    what: 'Nothing was done.',
    why: 'The form did not come from a page of this service that is open in this browser, or that page was too old.',
    todo: 'Open the page again and repeat what you wanted to do.',
  },
  signInNeeded: {
    what: 'You are not signed in.',
    why: 'This page shows your own data, and your sign-in has ended.',
    todo: 'Sign in, then open the page again.',
  },
  pageUnknown: {
    what: 'This page of the list cannot be opened.',
    why: 'Its address was altered, or belongs to the list of somebody else.',
    todo: 'Open the list again and go on from its first page.',
  },
  appNotListed: {
    what: 'Nothing was confirmed.',
    why: 'That app is no longer set up to sign in with your password.',
    todo: 'Open the page again to see which apps are.',
  },
  staffNotLetIn: {
    what: 'You cannot open this app for the member.',
    why: 'You act for a member of this service, and the member has not let this app in as it asks now, or the app asks the member to sign in anew.',
    todo: 'Ask the member to sign in to the app once, or stop acting to use it yourself.',
  },
  notFound: {
    what: 'There is no page at this address.',
    why: 'The link is wrong, or what it led to is gone.',
    todo: 'Check the address, or go back to where you came from.',
  },
  tooLarge: {
    what: 'That was too much to read.',
    why: 'The request is larger than this service accepts.',
    todo: 'Go back and start again. If an app sent you here, tell its developer.',
  },
  wrongHost: {
    what: 'This service does not answer under that name.',
    why: 'The address in your browser is not one that this service was set up for.',
    todo: 'Open the service by its own address. If you run it, add the name to its allowed hosts.',
  },
  busy: {
    what: 'The service is busy.',
    why: 'More is being asked of it than it can answer at this moment.',
    todo: 'Wait a few seconds, then try again.',
  },
  unavailable: {
    what: 'The service is not available right now.',
    why: 'It is being worked on, or something that it needs does not answer.',
    todo: 'Try again in a few minutes.',
  },
  serverError: {
    what: 'Something went wrong here.',
    why: 'The service met a fault of its own. You did nothing wrong.',
    todo: 'Try again. If it happens again, report it with the request id below.',
  },
} as const satisfies Readonly<Record<string, ErrorMessage>>;

/** What the developers' page says about one error code. */
export interface ErrorReferenceText {
  readonly when: string;
  readonly what_to_do: string;
}

/**
 * The developers' words for each error code of the iRacing dialect.
 *
 * @see the book, chapter 16
 */
export const errorReferenceTexts: Readonly<Record<string, ErrorReferenceText>> = {
  access_denied: {
    when: 'The request was understood and refused: the member denied it, the credentials were wrong, or the session behind it has ended or never was.',
    what_to_do:
      'Send the member to /authorize again, or stop. Repeating the same request does not help.',
  },
  insufficient_scope: {
    when: 'The access token is valid but was issued without the scope that this route needs.',
    what_to_do: 'Ask for the scope at /authorize and use the token that comes of it.',
  },
  invalid_client: {
    when: 'The client_id is unknown, its client_secret is missing or wrong, or the redirect_uri is not registered for it.',
    what_to_do:
      'Check the client_id. Check that the secret was masked with the client_id and then percent-encoded once. Compare the redirect_uri byte by byte.',
  },
  invalid_grant: {
    when: 'The code or refresh token was used before, has expired, was revoked, belongs to another client, or the code_verifier does not fit.',
    what_to_do:
      'Discard it and start over at /authorize. If it happens on refresh, make sure that only one refresh runs at a time and that the new token is stored before it is used.',
  },
  invalid_request: {
    when: 'A parameter is missing, repeated, empty, too long or malformed, or the body is not a form.',
    what_to_do:
      'Read error_description: it names the parameter. Send application/x-www-form-urlencoded, each parameter once.',
  },
  invalid_scope: {
    when: 'A scope is unknown, named twice, written with characters that are not allowed, or not open to this client.',
    what_to_do: 'Ask for iracing.auth, iracing.profile or both, separated by one space.',
  },
  invalid_token: {
    when: 'The token is missing, malformed, expired or revoked, or its session has ended.',
    what_to_do: 'Refresh once. If that fails as well, send the member to /authorize again.',
  },
  server_error: {
    when: 'The service met a fault of its own.',
    what_to_do:
      'Try again later with growing pauses. If it persists, report it with the x-request-id.',
  },
  temporarily_unavailable: {
    when: 'The service is overloaded or being worked on.',
    what_to_do: 'Wait for as long as Retry-After says, or a minute, then try again.',
  },
  unauthorized_client: {
    when: 'The client may not do this at the moment. Most often the limit of the password_limited grant is reached; otherwise the client may not use this grant or this member.',
    what_to_do:
      'If Retry-After is there, wait that many seconds before the next try. Keep tokens between runs instead of asking for new ones.',
  },
  unsupported_grant_type: {
    when: 'The grant_type is not one that /token knows.',
    what_to_do: 'Use authorization_code, refresh_token or password_limited.',
  },
  unsupported_response_type: {
    when: 'The response_type is not one that /authorize knows.',
    what_to_do: 'Use response_type=code.',
  },
};
