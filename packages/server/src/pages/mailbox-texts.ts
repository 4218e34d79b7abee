/** The words of the local mailbox. */
export const mailboxTexts = {
  title: 'Mailbox',
  sentence:
    'Every mail that this service would send arrives here, whoever it is for. Nothing leaves this computer, and a restart empties it.',
  empty:
    'No mail has arrived yet. Codes for signing in from a new browser, links for a forgotten password and notices about an account will be here.',
  terminal: 'The newest one in a terminal',
  command: 'pitpass mailbox --last',
  subject: 'Subject',
  to: 'To',
  when: 'Arrived',
  back: 'All mails',
  asHtml: 'As HTML',
  asText: 'As plain text',
  frameTitle: 'The mail as HTML',
} as const;
