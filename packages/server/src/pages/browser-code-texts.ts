import { html } from './html.ts';
import type { Html } from './html.ts';

/** What the page says on which a mailed code is entered. */
export const browserCodeTexts = {
  title: 'Check your mail',
  lead: (address: Html): Html =>
    html`Your password is right, but we do not know this browser yet. We sent a code to ${address}.`,
  leadNotSent: (address: Html): Html =>
    html`Your password is right, but we do not know this browser yet. It takes a code that we send
    to ${address}.`,
  field: 'Code from the mail',
  hint: 'Six digits',
  submit: 'Continue',
  submitting: 'Checking…',
  ends: (time: Html): Html => html`It works in this browser alone and ends ${time}.`,
  again: 'Send another code',
  sendingAgain: 'Sending…',
  sentAgain: 'We sent another code. Only the newest one works.',
  noMail: 'No mail?',
  noMailAdvice:
    'It can take a minute or two. Look among unwanted mail as well. The code is in the mail with the newest time.',
  noMailBrowser:
    'In a browser where you have signed in lately, no code is asked. You can sign in there meanwhile.',
  outage:
    'Mails leave us with a delay at the moment. Your code is on its way and is sent as soon as that works again.',
  wrong: (tries: number): string =>
    tries === 1
      ? 'That is not the code. You have one more try.'
      : `That is not the code. You have ${tries} more tries.`,
  spent: 'This code does not work any more. Ask for another one.',
  throttled: (wait: string): string =>
    `Too many codes were sent for this account. You can ask for another one in ${wait}.`,
} as const;
