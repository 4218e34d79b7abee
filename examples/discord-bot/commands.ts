import type { DataOptions } from '@pitpass/client';

import { plain } from './chat.ts';
import type { Member } from './member.ts';

/** What a command is given. */
export interface CommandCall {
  readonly member: Member;
  /** The words behind the command. */
  readonly words: readonly string[];
  /** Ends when the bot is stopped and cannot wait any longer. */
  readonly signal: AbortSignal;
}

/** A command of the bot. */
export interface Command {
  readonly usage: string;
  readonly about: string;
  /** The answer, in the chat's own formatting. @throws BadWords when the words make no sense */
  run(call: CommandCall): Promise<string>;
}

/** The words behind a command make no sense; the message says what would. */
export class BadWords extends Error {}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list, wherever the service put something else into it. */
const objects = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

const member = (value: unknown, name: string): unknown =>
  isObject(value) ? value[name] : undefined;

// People wait for an answer: a short wait for the next minute's requests is better than a refusal.
const patience = (signal: AbortSignal): DataOptions => ({
  signal,
  waitForRateLimit: true,
  rateLimitWaitSecondsMax: 5,
});

/** A customer id that somebody typed. @throws BadWords */
function readCustomerId(words: readonly string[], usage: string): number {
  const [word = ''] = words;
  if (/^[1-9]\d{0,9}$/.test(word)) return Number(word);
  throw new BadWords(`Write a customer id, a number: \`${usage}\``);
}

const driver: Command = {
  usage: '!driver NAME',
  about: 'finds drivers by name',
  async run({ member: asker, words, signal }) {
    const search_term = words.join(' ');
    if (search_term.length < 2 || search_term.length > 50) {
      throw new BadWords(`Write two to fifty letters of a name: \`${driver.usage}\``);
    }
    const { payload } = await asker.ask((session) =>
      session.get('/data/lookup/drivers', { search_term }, patience(signal)),
    );
    const found = objects(payload).slice(0, 8);
    if (found.length === 0) return 'Nobody is called like that.';
    return found
      .map(({ cust_id, display_name }) => `${plain(display_name)} is \`${plain(cust_id)}\``)
      .join('\n');
  },
};

const licenses: Command = {
  usage: '!licenses CUSTOMER_ID',
  about: "a driver's licences and ratings",
  async run({ member: asker, words, signal }) {
    const cust_ids = readCustomerId(words, licenses.usage);
    const { payload } = await asker.ask((session) =>
      session.get('/data/member/get', { cust_ids, include_licenses: true }, patience(signal)),
    );
    const [found] = objects(member(payload, 'members'));
    if (found === undefined) return `There is no driver \`${cust_ids}\`.`;
    const lines = objects(found['licenses']).map((license) => {
      const { category_name, group_name, safety_rating, irating } = license;
      const rating = typeof irating === 'number' && irating > 0 ? `, iRating ${irating}` : '';
      return `${plain(category_name)}: ${plain(group_name)} ${plain(safety_rating)}${rating}`;
    });
    return [`**${plain(found['display_name'])}**`, ...lines].join('\n');
  },
};

const races: Command = {
  usage: '!races CUSTOMER_ID',
  about: "a driver's last five races",
  async run({ member: asker, words, signal }) {
    const cust_id = readCustomerId(words, races.usage);
    const { payload } = await asker.ask((session) =>
      session.get('/data/stats/member_recent_races', { cust_id }, patience(signal)),
    );
    const lines = objects(member(payload, 'races'))
      .slice(0, 5)
      .map((race) => {
        const { finish_position, series_name, track, incidents } = race;
        // Counted from 0 in this method.
        const place = typeof finish_position === 'number' ? `P${finish_position + 1}` : 'P?';
        const where = plain(member(track, 'track_name') ?? '');
        return `${place}, ${plain(series_name)}, ${where}, ${plain(incidents)}x`;
      });
    return lines.length === 0 ? `\`${cust_id}\` has no races.` : lines.join('\n');
  },
};

const limit: Command = {
  usage: '!limit',
  about: 'how many questions are left in this minute',
  async run({ member: asker, signal }) {
    const { rateLimit } = await asker.ask((session) =>
      session.get('/data/constants/divisions', {}, { signal }),
    );
    if (rateLimit === undefined) return 'The service does not say.';
    return `${rateLimit.remaining} of ${rateLimit.limit} are left in this minute.`;
  },
};

const help: Command = {
  usage: '!help',
  about: 'this list',
  run: async () =>
    [...commands.values()].map(({ usage, about }) => `\`${usage}\` ${about}`).join('\n'),
};

/** All commands by what is written for them. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['!driver', driver],
  ['!licenses', licenses],
  ['!races', races],
  ['!limit', limit],
  ['!help', help],
]);
