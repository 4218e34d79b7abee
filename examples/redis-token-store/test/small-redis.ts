import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

import { scripts } from '../redis-token-store.ts';

/** A server on a port of this computer that speaks as much of Redis as the store needs. */
export interface SmallRedis {
  readonly url: string;
  /** The commands that arrived, without those with which a client introduces itself. */
  readonly commands: readonly (readonly string[])[];
  close(): Promise<void>;
}

interface Entry {
  readonly value: string;
  /** Milliseconds of `performance.now()`. */
  readonly expires_at: number;
}

/** Reads the whole commands at the beginning of `data`: arrays of bulk strings. */
function parseCommands(data: Buffer): { commands: string[][]; rest: Buffer } {
  const commands: string[][] = [];
  let start = 0;
  for (;;) {
    let at = start;
    const readNumber = (mark: string): number | undefined => {
      const end = data.indexOf('\r\n', at);
      if (end === -1 || data.toString('latin1', at, at + 1) !== mark) return undefined;
      const number = Number(data.toString('latin1', at + 1, end));
      at = end + 2;
      return number;
    };
    const count = readNumber('*');
    const command: string[] = [];
    for (let word = 0; word < (count ?? 0); word += 1) {
      const length = readNumber('$') ?? Infinity;
      if (at + length + 2 > data.length) return { commands, rest: data.subarray(start) };
      command.push(data.toString('utf8', at, at + length));
      at += length + 2;
    }
    if (count === undefined) return { commands, rest: data.subarray(start) };
    commands.push(command);
    start = at;
  }
}

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** The keys, and what the commands do with them; nothing comes between the steps of one. */
class Keyspace {
  readonly #entries = new Map<string, Entry>();

  get(key: string): string | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.expires_at > performance.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: string, milliseconds = Infinity): void {
    this.#entries.set(key, { value, expires_at: performance.now() + milliseconds });
  }

  delete(key: string): number {
    return this.get(key) !== undefined && this.#entries.delete(key) ? 1 : 0;
  }

  /** What Redis does for the scripts of the store. It knows these three, and runs no Lua. */
  evaluate(script: string, keys: readonly string[], values: readonly string[]): number | undefined {
    const [lockKey = '', tokensKey = ''] = keys;
    const [token = '', value = ''] = values;
    const isHeld = this.get(lockKey) === token;
    if (script === scripts.renewScript) {
      if (isHeld) this.set(lockKey, token, Number(value));
      return isHeld ? 1 : 0;
    }
    if (script === scripts.releaseScript) return isHeld ? this.delete(lockKey) : 0;
    if (script !== scripts.saveScript) return undefined;
    if (token !== '' && !isHeld) return 0;
    if (value === '') this.delete(tokensKey);
    else this.set(tokensKey, value);
    return 1;
  }
}

function answer(keyspace: Keyspace, command: readonly string[], nothing: string): string {
  const [name = '', key = '', value = '', ...rest] = command;
  switch (name.toUpperCase()) {
    case 'PING':
      return '+PONG\r\n';
    case 'CLIENT':
      return '+OK\r\n';
    case 'GET': {
      const found = keyspace.get(key);
      return found === undefined ? nothing : bulk(found);
    }
    case 'SET': {
      const words = rest.map((word) => word.toUpperCase());
      if (words.includes('NX') && keyspace.get(key) !== undefined) return nothing;
      const lifetime = words.indexOf('PX');
      keyspace.set(key, value, lifetime === -1 ? Infinity : Number(rest[lifetime + 1]));
      return '+OK\r\n';
    }
    case 'EVAL': {
      const keyCount = Number(value);
      const result = keyspace.evaluate(key, rest.slice(0, keyCount), rest.slice(keyCount));
      return result === undefined ? '-ERR a script that is not known here\r\n' : `:${result}\r\n`;
    }
    default:
      return `-ERR unknown command '${name}'\r\n`;
  }
}

/** Starts one with nothing in it. */
export async function startSmallRedis(): Promise<SmallRedis> {
  const keyspace = new Keyspace();
  const commands: (readonly string[])[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let rest: Buffer = Buffer.alloc(0);
    let nothing = '$-1\r\n';
    socket.on('data', (data: Buffer) => {
      const read = parseCommands(Buffer.concat([rest, data]));
      ({ rest } = read);
      for (const command of read.commands) {
        const [name, version] = command;
        if (name === 'HELLO') {
          // The third version of the protocol has a word of its own for nothing.
          if (version === '3') nothing = '_\r\n';
          const pairs = version === '3' ? '%2' : '*4';
          socket.write(
            `${pairs}\r\n${bulk('server')}${bulk('redis')}${bulk('proto')}:${version}\r\n`,
          );
          continue;
        }
        if (name !== 'CLIENT') commands.push(command);
        socket.write(answer(keyspace, command, nothing));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
