import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { plainEnvironment } from './running-service.ts';

/** One thing that a page tells its reader to do. */
export type Step =
  | { readonly kind: 'run'; readonly line: string }
  | { readonly kind: 'write'; readonly file: string; readonly text: string };

/** What may go wrong on the way, as a table of the page tells it. */
export interface Mishap {
  readonly when: string;
  /** The words in backticks; `…` stands for anything. */
  readonly says: string;
}

/** A part of a page under a heading of the second level. */
export interface Section {
  readonly title: string;
  readonly text: string;
  /** In the order of the page: the lines of `sh` blocks, and the blocks under a file's name in bold. */
  readonly steps: readonly Step[];
  /** What the page shows as printed: the lines of `text` blocks. */
  readonly shown: readonly string[];
  /** The rows of the table whose first column is called When. */
  readonly mishaps: readonly Mishap[];
}

function readSteps(text: string): Step[] {
  const blocks = text.matchAll(/(?:^\*\*`([^`]+)`\*\*\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, file, language, content = '']): Step[] => {
    if (file !== undefined) return [{ kind: 'write', file, text: content }];
    if (language !== 'sh') return [];
    const lines = content.trim().split('\n');
    return lines.map((line) => ({ kind: 'run', line }));
  });
}

function readMishaps(text: string): Mishap[] {
  const [, rows = ''] = /^\| When .*\n\|[ |-]+\n((?:\|.*\n)*)/m.exec(text) ?? [];
  return [...rows.matchAll(/^\| (.+?) +\| `(.+?)` +\|/gm)].map(([, when = '', says = '']) => ({
    when,
    says,
  }));
}

/** What a page tells its reader to do, section by section. */
export function readSections(markdown: string): Section[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((text) => ({
      title: text.slice(0, text.indexOf('\n')),
      text,
      steps: readSteps(text),
      shown: [...text.matchAll(/^```text\n([\s\S]*?)^```$/gm)].flatMap(([, content = '']) =>
        content.split('\n').filter((line) => line.trim() !== ''),
      ),
      mishaps: readMishaps(text),
    }));
}

/** A program that a reader has started in a terminal of its own. */
export interface Program {
  /** Everything that it has written so far. */
  output(): string;
  /** Waits until it has written something that matches, and gives the match. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** What Ctrl-C does: the signal reaches the program and all that it has started. */
  interrupt(): Promise<number | null>;
}

const waitMsMax = 30_000;
const groups = new Set<ChildProcess>();

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Ends whatever of all walks is still running. For `after`. */
export function stopPrograms(): void {
  for (const child of groups) signalGroup(child, 'SIGKILL');
}
process.on('exit', stopPrograms);

/** Where a reader sits: what their folder is, what is set in their terminal, and how they read the page. */
export interface Reader {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Puts what is meant in the place of what a reader has to replace. */
  readonly replace: (text: string) => string;
}

/** The environment of a terminal in which nothing of ours, of npm's or of a person's is set. */
function terminalEnvironment({ folder, environment }: Reader): NodeJS.ProcessEnv {
  const kept = Object.entries(plainEnvironment()).filter(
    ([name]) => !/^(npm_|IRACING_|XDG_)/i.test(name),
  );
  const { PATH = '' } = process.env;
  return {
    ...Object.fromEntries(kept),
    PATH: `${dirname(process.execPath)}${process.platform === 'win32' ? ';' : ':'}${PATH}`,
    HOME: folder,
    USERPROFILE: folder,
    // Nothing on these pages comes from elsewhere.
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
    ...environment,
  };
}

/** Follows a section as a reader does who types what stands there, in the order in which it stands. */
export class Walk {
  readonly #reader: Reader;
  readonly #steps: Step[];
  #folder: string;
  #lastLine = '';
  readonly mishaps: readonly Mishap[];

  constructor(section: Section, reader: Reader) {
    this.mishaps = section.mishaps;
    this.#reader = reader;
    this.#steps = [...section.steps];
    this.#folder = reader.folder;
  }

  /** Where the reader is by now. */
  get folder(): string {
    return this.#folder;
  }

  /** True when nothing is left to do. */
  get isDone(): boolean {
    return this.#steps.length === 0;
  }

  /** Goes on down the page up to the next program, and starts it; every command before it succeeds. */
  async goOn(): Promise<Program> {
    for (let step = this.#steps.shift(); step !== undefined; step = this.#steps.shift()) {
      if (step.kind === 'write') this.#write(step.file, step.text);
      else if (/^(node|npx) /.test(step.line)) {
        this.#lastLine = step.line;
        return this.startAgain();
      } else await this.#run(step.line);
    }
    assert.fail('the page starts no other program');
  }

  /** Starts the program that the page has started last, in a terminal of its own. */
  startAgain(): Program {
    const [command = '', ...args] = this.#reader.replace(this.#lastLine).split(' ');
    return this.#spawn(command === 'node' ? process.execPath : command, args, false);
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), this.#reader.replace(text));
  }

  async #run(line: string): Promise<void> {
    const command = this.#reader.replace(line);
    const [, target] = /^cd (.+)$/.exec(command) ?? [];
    if (target !== undefined) {
      this.#folder = resolve(this.#folder, target);
      return;
    }
    const program = this.#spawn(command, [], true);
    assert.equal(await program.ended, 0, `${line}\n${program.output()}`);
  }

  #spawn(command: string, args: readonly string[], inShell: boolean): Program {
    const isWindows = process.platform === 'win32';
    const child = spawn(command, [...args], {
      cwd: this.#folder,
      env: terminalEnvironment(this.#reader),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: inShell || isWindows,
      detached: !isWindows,
    });
    groups.add(child);
    let text = '';
    const listeners = new Set<() => void>();
    const tell = () => {
      for (const listener of listeners) listener();
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece: Buffer) => {
        text += piece.toString();
        tell();
      });
    }
    let isOver = false;
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        groups.delete(child);
        isOver = true;
        resolve(code);
        tell();
      });
    });
    const waitFor = (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          listeners.delete(look);
          act();
        };
        const fail = (what: string) =>
          settle(() =>
            reject(new Error(`${command} ${args.join(' ')} ${what} ${pattern}: ${text}`)),
          );
        const look = () => {
          const found = pattern.exec(text);
          if (found !== null) settle(() => resolve(found));
          else if (isOver) fail('ended without');
        };
        const timer = setTimeout(() => fail('did not write'), waitMsMax);
        listeners.add(look);
        look();
      });
    return {
      output: () => text,
      waitFor,
      ended,
      interrupt: () => {
        signalGroup(child, 'SIGINT');
        return ended;
      },
    };
  }
}
