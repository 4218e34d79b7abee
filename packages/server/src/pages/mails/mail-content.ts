import type { Letter } from '../../domain/mail/letter.ts';

/** What mails say of the service, and how they put the facts of a request into words. */
export interface MailFrame {
  readonly serviceName: string;
  /** The configured origin, without a slash at the end: the host of every link. */
  readonly origin: string;
  /** Names browser and system of a `User-Agent` header, such as "Firefox on Windows". */
  readonly describeAgent: (user_agent: string) => string;
  /** Where an address is, such as "Lyon, France"; undefined when nobody knows. */
  readonly findPlace: (ip: string) => string | undefined;
}

/** A page of the service that a mail leads to. Opening it changes nothing: it has a button for that. */
export interface MailLink {
  /** Path and query under the origin, beginning with one slash. @see S192 */
  readonly path: string;
  /** Says what one does there, as a button would. */
  readonly label: string;
}

/** Where one hears how to reach the people who run the service. */
export const helpLink: MailLink = {
  path: '/oauth2/book/reporting_issues.html',
  label: 'How to reach the people who run this service',
};

/** One thing to compare with what one did oneself. */
export interface MailFact {
  readonly name: string;
  readonly value: string;
}

/**
 * A mail before it has a form. Every text is plain: markup in it is shown, not obeyed. What somebody outside
 * chose (names of apps and people) goes through {@link "./outside-text.ts"} first.
 */
export interface MailContent {
  /** One short line; line breaks and control characters are taken out. */
  readonly subject: string;
  /** The name of whoever is written to, as it is stored; left out where it is not known. */
  readonly greeting?: string;
  readonly paragraphs: readonly string[];
  /** To be typed into the page that is open; stands after the paragraphs. */
  readonly code?: string;
  readonly link?: MailLink;
  readonly facts?: readonly MailFact[];
  /** What to do when it was somebody else, and the page where that is done. @see S192 */
  readonly notYou: { readonly sentence: string; readonly link: MailLink };
}

/** The words of every kind of letter in an area. */
export type MailTable<AreaLetter extends Letter> = {
  readonly [Kind in AreaLetter['kind']]: (
    letter: Extract<AreaLetter, { readonly kind: Kind }>,
    frame: MailFrame,
  ) => MailContent;
};
