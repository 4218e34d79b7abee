import type { MailContent, MailFact, MailFrame } from './mail-content.ts';
import { mailHref } from './mail-href.ts';
import { mailTexts } from './mail-texts.ts';
import { outsideName } from './outside-text.ts';

const columnsMax = 74;

/** Breaks a paragraph at spaces, never inside a word: an address stays whole. */
function wrap(paragraph: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    const isFull = line !== '' && line.length + 1 + word.length > columnsMax;
    if (isFull) lines.push(line);
    line = line === '' || isFull ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function formatFacts(facts: readonly MailFact[]): string {
  const width = Math.max(...facts.map(({ name }) => name.length));
  return facts.map(({ name, value }) => `${`${name}:`.padEnd(width + 2)}${value}`).join('\n');
}

/** The plain text of a mail: everything that the HTML says. */
export function mailText(content: MailContent, frame: MailFrame): string {
  const { greeting, paragraphs, code, link, facts = [], notYou } = content;
  const blocks = [
    greeting === undefined ? undefined : mailTexts.greeting(outsideName(greeting)),
    ...paragraphs.map(wrap),
    code === undefined ? undefined : `    ${code}`,
    link === undefined ? undefined : `${link.label}:\n${mailHref(link, frame)}`,
    facts.length === 0 ? undefined : formatFacts(facts),
    `${wrap(`${mailTexts.notYou} ${notYou.sentence}`)}\n${mailHref(notYou.link, frame)}`,
    `-- \n${wrap(mailTexts.foot(frame.serviceName, new URL(frame.origin).host))}`,
  ];
  return `${blocks.filter((block) => block !== undefined).join('\n\n')}\n`;
}
