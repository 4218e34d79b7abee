import { renderHtml } from '../html.ts';
import { mailHtml } from './mail-html.ts';
import type { MailContent, MailFrame } from './mail-content.ts';
import { mailText } from './mail-text.ts';
import { onOneLine } from './outside-text.ts';

/** A mail as it is sent. */
export interface RenderedMail {
  /** One line without control characters. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Gives a mail its form: the same words as plain text and as HTML. */
export function renderMail(content: MailContent, frame: MailFrame): RenderedMail {
  return {
    subject: onOneLine(content.subject),
    text: mailText(content, frame),
    html: renderHtml(mailHtml(content, frame)),
  };
}
