// Logs one sentence as a program at a terminal does, or as one whose output goes to a file.
import { createLogger } from '../src/node/index.ts';

process.stderr.isTTY = process.argv[2] === 'terminal';
createLogger().info('x');
