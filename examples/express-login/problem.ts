import { isClientError } from '@pitpass/client';
import type { ClientErrors } from '@pitpass/client';

/** What a page says of an error. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly why: string;
  /** The one button below it. */
  readonly remedy?: 'sign-in' | 'reload' | 'sign-out-here';
  readonly request_id?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** A form came from somewhere else than a page of this app, or from one of a sign-in that is over. */
export class FormRefused extends Error {}

const mismatch: Problem = {
  status: 400,
  title: 'This sign-in did not begin here',
  why: 'It was begun in another browser, or was used already. Nobody was signed in.',
  remedy: 'sign-in',
};

const ended: Problem = {
  status: 403,
  title: 'Please sign in again',
  why: 'Your sign-in is over: it was ended in your account, or not used for a week.',
  remedy: 'sign-in',
};

const own: Problem = {
  status: 500,
  title: 'Something went wrong',
  why: 'This is a fault of Race Log. It was written to its log.',
  remedy: 'reload',
};

function describeDecision(error: string): Problem {
  if (error === 'access_denied') {
    return {
      status: 403,
      title: 'You said no',
      why: 'Race Log got nothing: no name, no races. You can change your mind any time.',
      remedy: 'sign-in',
    };
  }
  const why = 'It sent you back without a sign-in. Try again in a while.';
  return { status: 502, title: 'The service did not sign you in', why, remedy: 'sign-in' };
}

function describeLimit({ retryAfterSeconds }: ClientErrors['rate_limited']): Problem {
  const seconds = Math.max(1, retryAfterSeconds ?? 60);
  const wait = seconds === 1 ? 'a second' : `${seconds} seconds`;
  return {
    status: 503,
    title: 'Too many requests',
    why: `The service answers only so many in a minute. Try again in ${wait}.`,
    remedy: 'reload',
    retryAfterSeconds: seconds,
  };
}

function describeClientError(error: ClientErrors[keyof ClientErrors]): Problem {
  switch (error.code) {
    case 'state_mismatch':
      return mismatch;
    case 'authorization_error_response':
      return describeDecision(error.error);
    case 'sign_in_required':
    case 'refresh_outcome_unknown':
      return ended;
    case 'rate_limited':
      return describeLimit(error);
    case 'site_maintenance': {
      const why = 'iRacing is down for its planned work. Try again later.';
      return { status: 503, title: 'Maintenance', why, remedy: 'reload' };
    }
    case 'network_failure':
    case 'timeout': {
      const why = 'No whole answer came. Try again in a while.';
      return { status: 504, title: 'iRacing does not answer', why, remedy: 'reload' };
    }
    case 'token_error_response':
    case 'resource_error_response':
    case 'invalid_response': {
      const why = 'It refused, or answered something that cannot be read.';
      const title = 'iRacing has a problem with this';
      return { status: 502, title, why, remedy: 'reload', request_id: error.request_id };
    }
    case 'access_token_invalid':
    case 'insecure_url':
    case 'invalid_options':
    case 'loopback_unavailable':
    case 'store_failure':
      return own;
  }
}

/** What a page says of an error; of one that nobody foresaw it says no details. */
export function describeProblem(error: unknown): Problem {
  if (error instanceof FormRefused) {
    return { status: 403, title: 'Nothing was done', why: error.message };
  }
  if (isClientError(error)) return describeClientError(error);
  const { status = 500 } = (error ?? {}) as { readonly status?: number };
  if (status < 400 || status > 499) return own;
  return {
    status,
    title: 'This request cannot be read',
    why: 'It is not what a page of ours sends.',
  };
}
