import { renderHtml } from '../html.ts';
import { mailHtml } from './mail-html.ts';
import type { MailContent, MailFrame } from './mail-content.ts';
import { mailText } from './mail-text.ts';
import { asParagraph } from './outside-text.ts';

/** A mail as it is sent. */
export interface RenderedMail {
  /** One line without control characters. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Gives a mail its form: the same words as plain text and as HTML. */
export function renderMail(written: MailContent, frame: MailFrame): RenderedMail {
  const { paragraphs, facts = [] } = written;
  const content = {
    ...written,
    paragraphs: paragraphs.map(asParagraph),
    facts: facts.map(({ name, value }) => ({ name, value: asParagraph(value) })),
  };
  return {
    subject: asParagraph(content.subject),
    text: mailText(content, frame),
    html: renderHtml(mailHtml(content, frame)),
  };
}
