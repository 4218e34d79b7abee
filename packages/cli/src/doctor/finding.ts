import { toVisibleText } from '../terminal/visible-text.ts';

/**
 * What became of a check: all well, something that may be right all the same, something that is
 * wrong; or it is no check and only to be known.
 */
export type Mark = 'ok' | 'warning' | 'problem' | 'note';

/** One thing that the doctor has found. Nothing in it is a secret. */
export interface Finding {
  readonly mark: Mark;
  /** What was looked at, in a word or two. */
  readonly check: string;
  /** What there is to see, in a sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}

const signs: Readonly<Record<Mark, string>> = {
  ok: '✓',
  warning: '!',
  problem: '✗',
  note: '·',
};

const make =
  (mark: Mark) =>
  (check: string, message: string, advice?: string): Finding => ({
    mark,
    check,
    message,
    ...(advice !== undefined && { advice }),
  });

/** A finding that all is well. */
export const ok = make('ok');
/** A finding that somebody should look at, and that may be right all the same. */
export const warning = make('warning');
/** A finding that something is wrong. */
export const problem = make('problem');

/** Something to know that is neither right nor wrong. */
export const remark = make('note');

/** True when something is wrong. */
export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ mark }) => mark === 'problem');
}

/** Breaks a text into lines that are no longer than `width`, between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

const widthMin = 20;

/**
 * Findings as people read them: a sign, what was looked at, what there is to see, and under it what
 * to do.
 *
 * @param columns how wide the terminal is; undefined where lines may be of any length
 */
export function formatFindings(findings: readonly Finding[], columns: number | undefined): string {
  const checkWidth = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat(checkWidth + 4);
  const width = Math.max(widthMin, (columns ?? Infinity) - indent.length);
  return findings
    .flatMap(({ mark, check, message, advice }) => {
      const [first = '', ...others] = wrap(toVisibleText(message), width);
      const head = `${signs[mark]} ${check.padEnd(checkWidth)}  ${first}`;
      const hint = advice === undefined ? [] : wrap(toVisibleText(`→ ${advice}`), width);
      return [head, ...[...others, ...hint].map((line) => indent + line)];
    })
    .map((line) => `${line}\n`)
    .join('');
}
