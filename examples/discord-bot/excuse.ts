import { isClientError } from '@pitpass/client';

import { SignInPaused } from './member.ts';

/** What the chat is told of an error, and whether somebody has to look at it. */
export interface Excuse {
  readonly words: string;
  readonly isFault: boolean;
}

const own: Excuse = {
  words: 'Something went wrong here. It was written to my log.',
  isFault: true,
};

function waitWords(until: number | undefined, now: number): string {
  if (until === undefined) return 'in a minute';
  const seconds = Math.max(1, until - now);
  if (seconds === 1) return 'in a second';
  return seconds < 120 ? `in ${seconds} seconds` : `in ${Math.ceil(seconds / 60)} minutes`;
}

/**
 * Words for people in a chat, who can do nothing about it but wait: never what the service said, no address and no
 * number of an error.
 *
 * @param now epoch seconds
 */
export function excuse(error: unknown, now: number): Excuse {
  if (error instanceof SignInPaused) {
    const isLimit = isClientError(error.cause, 'rate_limited');
    const when = waitWords(error.until, now);
    return isLimit
      ? { words: `iRacing lets me sign in again ${when}. Ask me then.`, isFault: false }
      : { words: 'iRacing does not let me in. My keeper has to look at this.', isFault: true };
  }
  if (isClientError(error, 'rate_limited')) {
    const when = waitWords(error.resetAt, now);
    return {
      words: `That was too much at once for iRacing. Ask me again ${when}.`,
      isFault: false,
    };
  }
  if (isClientError(error, 'site_maintenance')) {
    return { words: 'iRacing is down for its planned work. Ask me later.', isFault: false };
  }
  if (isClientError(error, 'network_failure') || isClientError(error, 'timeout')) {
    return { words: 'iRacing does not answer. Ask me again in a while.', isFault: false };
  }
  if (isClientError(error, 'resource_error_response')) {
    if (error.status === 404) return { words: 'iRacing does not have that.', isFault: false };
    return { words: 'iRacing has a problem with that question.', isFault: true };
  }
  return own;
}
