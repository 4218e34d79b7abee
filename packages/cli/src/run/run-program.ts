import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';

import { Problem } from '../problem.ts';
import { watchAddresses } from './watch-addresses.ts';

/** A program and what surrounds it. */
export interface ProgramParts {
  readonly command: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly output: Writable;
  readonly errors: Writable;
  /** True when the program gets the terminal itself, and what it writes is not looked at. */
  readonly hasTerminal: boolean;
  /** True when Ctrl-C reaches the program without us. */
  readonly isInterruptedByTerminal: boolean;
  /** Told each address of a sign-in that the program writes. */
  readonly onAddress: (address: string) => void;
}

const signalExit = 128;
const notFoundExit = 127;
const notExecutableExit = 126;
const lastWordsMs = 500;
const passedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGQUIT'] as const;

function toProblem(error: NodeJS.ErrnoException, command: string): Problem {
  if (error.code === 'ENOENT') {
    const cure = 'check its name, and the folder that you are in';
    const message = `There is no program ${command}; ${cure}.`;
    return new Problem('program_not_found', notFoundExit, message);
  }
  const message = `${command} cannot be started (${error.code ?? 'unknown error'}); check that it is a program that you may run.`;
  return new Problem('program_not_started', notExecutableExit, message);
}

/** Hands signals to the program from now on. @returns ends that */
function passSignals(child: ChildProcess, { isInterruptedByTerminal }: ProgramParts): () => void {
  const listeners = passedSignals.map((name) => {
    const pass = () => {
      // The terminal tells everybody in front of it: handed on, it would come twice.
      if (name === 'SIGINT' && isInterruptedByTerminal) return;
      child.kill(name);
    };
    process.on(name, pass);
    return () => process.off(name, pass);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}

/**
 * Runs a program to its end, with the terminal's input and what it needs of the environment. Signals
 * reach it.
 *
 * @returns its exit code; 128 and the number of the signal when one ended it, as shells say it
 * @throws Problem when it cannot be started, with the exit codes of shells: 127 and 126
 */
export async function runProgram(parts: ProgramParts): Promise<number> {
  const { command, words, environment, directory, output, errors, hasTerminal } = parts;
  const child = spawn(command, words, {
    cwd: directory,
    env: environment,
    stdio: hasTerminal ? 'inherit' : ['inherit', 'pipe', 'pipe'],
  });
  const stopPassing = passSignals(child, parts);
  try {
    if (child.stdout !== null) watchAddresses(child.stdout, output, parts.onAddress);
    if (child.stderr !== null) watchAddresses(child.stderr, errors, parts.onAddress);
    const closed = once(child, 'close').catch(() => undefined);
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    // What the program has started may outlive it and hold its output open.
    const timeout = new Promise((resolve) => setTimeout(resolve, lastWordsMs).unref());
    await Promise.race([closed, timeout]);
    return code ?? signalExit + (signal === null ? 0 : constants.signals[signal]);
  } catch (error) {
    throw toProblem(error as NodeJS.ErrnoException, command);
  } finally {
    stopPassing();
  }
}
