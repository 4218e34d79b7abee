import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { iracing } from '@pitpass/client';
import { memoryPayloadCache, retryWithJitter } from '@pitpass/client/policies';
import { createLogger, fileTokenStore, readConfiguration } from '@pitpass/client/node';

import { createBot } from './bot.ts';
import { createMember } from './member.ts';

/** The bot in a terminal: each line is a message. */
async function chat(): Promise<void> {
  const configuration = readConfiguration({ grant_type: 'password_limited' });
  const logger = createLogger(configuration.log);
  for (const note of configuration.notes) logger.warn(note);
  const provider = iracing({
    ...configuration.provider,
    logger,
    // Many people ask for the same: what is still good is not asked for again.
    payloadCache: memoryPayloadCache(),
    retries: retryWithJitter({ attemptsMax: 3 }),
  });
  const store = fileTokenStore(configuration.tokenFile ?? resolve('tokens.json'));
  const bot = createBot({
    member: createMember(provider, store, configuration.credentials),
    clock: provider.clock,
    onFault: (message, error) => logger.error(message, { error }),
  });
  const lines = createInterface({ input: process.stdin });
  const stop = () => lines.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  console.log('Garage Bot is here. Write !help, or end with Ctrl-C.');
  lines.on('line', (content) => {
    void bot.handle({ content, reply: async (text) => console.log(text) });
  });
  await new Promise<void>((closed) => lines.once('close', closed));
  await bot.stop();
}

try {
  await chat();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
