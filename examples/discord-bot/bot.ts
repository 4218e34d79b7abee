import { fit } from './chat.ts';
import type { Message } from './chat.ts';
import { BadWords, commands } from './commands.ts';
import { excuse } from './excuse.ts';
import type { Member } from './member.ts';

/** A bot between a chat and a member's data. */
export interface Bot {
  /** Answers a message when it is a command. Never rejects: what fails is said there, or told to `onFault`. */
  readonly handle: (message: Message) => Promise<void>;
  /** Takes no more commands, lets those that run finish for some seconds, then ends them. */
  readonly stop: () => Promise<void>;
}

/** What a bot needs. */
export interface BotOptions {
  readonly member: Member;
  /** Told what nobody foresaw, and what a person has to look after. */
  readonly onFault: (message: string, error: unknown) => void;
  /** Epoch seconds. */
  readonly clock: () => number;
  /** How long commands may take to finish when the bot is stopped. Default: 5. */
  readonly drainSecondsMax?: number;
}

const runningMax = 20;

/** Makes a bot; what connects it to a chat calls `handle` with each message. */
export function createBot({ member, onFault, clock, drainSecondsMax = 5 }: BotOptions): Bot {
  const running = new Set<Promise<void>>();
  const ended = new AbortController();
  let isStopping = false;

  async function answer(content: string): Promise<string | undefined> {
    const [name = '', ...words] = content.trim().split(/\s+/);
    const command = commands.get(name.toLowerCase());
    if (command === undefined) return undefined;
    if (isStopping) return 'I am going to sleep. Ask me again when I am back.';
    if (running.size > runningMax) return 'Everybody asks at once. Try again in a moment.';
    try {
      return await command.run({ member, words, signal: ended.signal });
    } catch (error) {
      if (error instanceof BadWords) return error.message;
      if (ended.signal.aborted) return 'I had to stop before the answer came. Ask me again later.';
      const { words, isFault } = excuse(error, clock());
      if (isFault) onFault(`${name} failed`, error);
      return words;
    }
  }

  async function respond(message: Message): Promise<void> {
    try {
      const text = await answer(message.content);
      if (text !== undefined) await message.reply(fit(text));
    } catch (error) {
      onFault('an answer could not be given', error);
    }
  }

  return {
    handle(message) {
      const responding = respond(message);
      running.add(responding);
      return responding.finally(() => running.delete(responding));
    },
    async stop() {
      isStopping = true;
      const timer = setTimeout(() => ended.abort(), drainSecondsMax * 1000);
      // A sign-in under way is waited for: its tokens would be lost.
      await Promise.all(running);
      clearTimeout(timer);
    },
  };
}
