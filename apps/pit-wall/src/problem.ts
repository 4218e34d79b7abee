import { isClientError } from '@pitpass/client';
import type { ClientErrors } from '@pitpass/client';

import { FormRefused } from './browser/forms.ts';
import { UnexpectedData } from './data/read-fields.ts';

/** A step that a problem can lead back to. */
type OwnPage = 'races' | 'season' | 'career';

/** What the member can do about a problem with one button. */
export type Remedy = 'sign-in' | 'try-again' | 'reload' | OwnPage | 'none';

/** A problem as its page tells it: what happened, why, what to do; then the service's own words. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly why: string;
  readonly todo: string;
  readonly remedy: Remedy;
  readonly error?: string | undefined;
  readonly error_description?: string | undefined;
  readonly request_id?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

const mismatch: Problem = {
  status: 400,
  title: 'This sign-in did not begin here',
  why: 'The address holds a state that Pit Wall did not give to this browser, or one that was used before. Somebody may have sent you their link. Nothing was traded and nobody was signed in.',
  todo: 'Begin again from here.',
  remedy: 'sign-in',
};

const denied: Problem = {
  status: 403,
  title: 'You pressed Deny',
  why: 'Pit Wall got nothing: no code, no token, no data.',
  todo: 'If you change your mind, sign in again and press Allow.',
  remedy: 'sign-in',
};

/** The access was ended, here or elsewhere, or it ran out. */
export const accessEnded: Problem = {
  status: 403,
  title: 'Your access was ended',
  why: 'The service does not renew this sign-in any more: it was ended in your account or in another browser, or it was not used for too long. Pit Wall has dropped its tokens.',
  todo: 'Sign in again to go on.',
  remedy: 'sign-in',
};

/** An address that Pit Wall does not have. */
export const notFound: Problem = {
  status: 404,
  title: 'There is no such page',
  why: 'The address leads nowhere in Pit Wall.',
  todo: 'Choose one of the steps above.',
  remedy: 'none',
};

/** A race that the data service does not have, or that the member was not in. */
export const noSuchRace: Problem = {
  status: 404,
  title: 'There are no laps of yours in this race',
  why: 'The number in the address is no race, or you were not in it.',
  todo: 'Choose one of your own races.',
  remedy: 'races',
};

/** A series' season that is not running. */
export const noSuchSeason: Problem = {
  status: 404,
  title: 'This season is not running',
  why: 'The number in the address is none of the seasons that are raced now.',
  todo: 'Choose one of the series that you race this season.',
  remedy: 'season',
};

/** A category that the member has never raced in. */
export const noSuchCategory: Problem = {
  status: 404,
  title: 'You have no career in this category',
  why: 'The number in the address is no category that you have raced in.',
  todo: 'Choose one of your own categories.',
  remedy: 'career',
};

function words(
  error: ClientErrors['token_error_response' | 'resource_error_response'],
): Pick<Problem, 'error' | 'error_description' | 'request_id'> {
  const { error: code, error_description, request_id } = error;
  return { error: code ?? String(error.status), error_description, request_id };
}

function describeAuthorizationError(error: ClientErrors['authorization_error_response']): Problem {
  if (error.error === 'access_denied') return denied;
  return {
    status: 502,
    title: 'The service did not sign you in',
    why: 'It sent you back with an error instead of a code.',
    todo: 'Try again. If it happens again, the words below say what is wrong.',
    remedy: 'sign-in',
    error: error.error,
    error_description: error.error_description,
  };
}

function describeTokenError(error: ClientErrors['token_error_response']): Problem {
  if (error.error === 'invalid_client') {
    return {
      status: 502,
      title: 'The service does not know Pit Wall',
      why: 'It refused the client secret. The demo file may have been made anew since Pit Wall started.',
      todo: 'Restart Pit Wall, then sign in again.',
      remedy: 'none',
      ...words(error),
    };
  }
  return {
    status: 502,
    title: 'The service gave no tokens',
    why: 'It refused the code. A code works once and only for a short time.',
    todo: 'Sign in again; that makes a new one.',
    remedy: 'sign-in',
    ...words(error),
  };
}

function resourceTitle(status: number): string {
  if (status === 404) return 'The service does not have this';
  return status >= 500 ? 'The service has a problem' : 'The service refused';
}

function describeResourceError(error: ClientErrors['resource_error_response']): Problem {
  const speaker = error.speaker === 'service' ? 'authorization service' : 'data service';
  return {
    status: error.status === 404 ? 404 : 502,
    title: resourceTitle(error.status),
    why: `The ${speaker} answered ${error.status}.`,
    todo: 'Try again. If it happens again, the words below say what is wrong.',
    remedy: 'reload',
    ...words(error),
  };
}

function describeWait(error: ClientErrors['rate_limited' | 'site_maintenance']): Problem {
  const isLimit = error.code === 'rate_limited';
  const seconds = isLimit ? error.retryAfterSeconds : undefined;
  return {
    status: 503,
    title: isLimit ? 'Too many requests' : 'The service is under maintenance',
    why: isLimit
      ? 'The service answers only so many requests in a minute, and they are used up.'
      : 'It is down for its planned work.',
    todo:
      seconds === undefined
        ? 'Try again in a few minutes.'
        : `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    remedy: 'reload',
    request_id: error.request_id,
    retryAfterSeconds: seconds,
  };
}

function describeSilence(why: string, status: number): Problem {
  return {
    status,
    title: 'The service does not answer',
    why,
    todo: 'See whether it is running, then try again. You are still signed in.',
    remedy: 'reload',
  };
}

function describeClientError(error: ClientErrors[keyof ClientErrors]): Problem | undefined {
  switch (error.code) {
    case 'state_mismatch':
      return mismatch;
    case 'authorization_error_response':
      return describeAuthorizationError(error);
    case 'sign_in_required':
    case 'refresh_outcome_unknown':
      return accessEnded;
    case 'token_error_response':
      return describeTokenError(error);
    case 'resource_error_response':
      return describeResourceError(error);
    case 'rate_limited':
    case 'site_maintenance':
      return describeWait(error);
    case 'network_failure':
      return describeSilence('The connection failed or broke off.', 502);
    case 'timeout':
      return describeSilence('No answer came in time.', 504);
    case 'invalid_response':
      return describeStrangeAnswer(error.message, error.request_id);
    case 'access_token_invalid':
    case 'invalid_options':
    case 'insecure_url':
    case 'store_failure':
    case 'loopback_unavailable':
      return undefined;
  }
}

function describeStrangeAnswer(message: string, request_id?: string): Problem {
  return {
    status: 502,
    title: 'The answer cannot be read',
    why: 'What came back does not have the form that it is known by.',
    todo: 'Try again. If it happens again, the words below say what is wrong.',
    remedy: 'reload',
    error_description: message,
    request_id,
  };
}

const ownFault: Problem = {
  status: 500,
  title: 'Something went wrong in Pit Wall',
  why: 'This is a fault of Pit Wall itself. It is written to its terminal.',
  todo: 'Try again.',
  remedy: 'reload',
};

/** What a page says about an error; of errors that nobody foresaw it says no details. */
export function describeProblem(error: unknown): Problem {
  if (error instanceof FormRefused) {
    return {
      status: 403,
      title: 'Nothing was done',
      why: error.message,
      todo: 'Go back to Pit Wall and press the button there.',
      remedy: 'try-again',
    };
  }
  if (error instanceof UnexpectedData) return describeStrangeAnswer(error.message);
  const known = isClientError(error) ? describeClientError(error) : undefined;
  if (known !== undefined) return known;
  const { statusCode = 500 } = (error ?? {}) as { readonly statusCode?: number };
  if (statusCode < 400 || statusCode > 499) return ownFault;
  return {
    status: statusCode,
    title: 'Pit Wall cannot read this request',
    why: 'It is too long, or not what a form of Pit Wall sends.',
    todo: 'Go back to Pit Wall and try again.',
    remedy: 'try-again',
  };
}
