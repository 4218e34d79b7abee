/** The words that every mail has in common. */
export const mailTexts = {
  greeting: (name: string): string => `Hello ${name},`,
  facts: {
    when: 'When',
    app: 'App',
    browser: 'Browser',
    place: 'Place',
    address: 'Address',
  },
  linkByHand: 'Or open this address:',
  notYou: 'Not you?',
  foot: (serviceName: string, host: string): string =>
    `${serviceName} at ${host} sent this because it concerns your account. Nobody reads answers to it. We never ask you to send a password or a code.`,
} as const;
