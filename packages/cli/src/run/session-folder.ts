import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';

/** The files of one run. */
export interface SessionFolder {
  /** The certificate of the throw-away authority, beside what the environment added before. */
  readonly authorityFile: string;
  /** The roots that are trusted anyway, and that certificate. */
  readonly rootsFile: string;
  /** The command that stands for the browser. */
  readonly browserFile: string;
  /** Where the commands are that open a browser; undefined where there are none of that kind. */
  readonly commands: string | undefined;
  readonly remove: () => void;
}

/** What a folder is made of. */
export interface SessionFolderParts {
  /** The folder of all runs in the data directory. */
  readonly parent: string;
  /** The certificate of the throw-away authority, in PEM. */
  readonly certificate: string;
  /** Where the proxy takes addresses for the browser. */
  readonly browserUrl: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

const privateMode = 0o700;
const privateFileMode = 0o600;
const prefix = 'session-';
const browserModule = fileURLToPath(new URL('../../bin/run-browser.mjs', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Takes away what runs that were killed have left behind. */
function removeDead(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function readCertificates(file: string | undefined): string[] {
  if (!file) return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    // A program would not have found it either.
    return [];
  }
}

function listRoots({ environment }: SessionFolderParts): readonly string[] {
  const given = readCertificates(environment['SSL_CERT_FILE']);
  if (given.length > 0) return given;
  const system = getCACertificates('system');
  return system.length > 0 ? system : rootCertificates;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A shell script in the place of a command: addresses go to `pitpass run`, everything else to the
 * command that it stands before.
 */
function writeScript(file: string, browserUrl: string, command: string | undefined, path = '') {
  const hand = `exec ${[process.execPath, browserModule, browserUrl].map(quote).join(' ')} "$1"`;
  const others = command === undefined ? hand : `PATH=${quote(path)} exec ${command} "$@"`;
  const text = `#!/bin/sh
unset NODE_OPTIONS
case "$1" in
  http://* | https://*) ${hand} ;;
  *) ${others} ;;
esac
`;
  writeFileSync(file, text, { mode: privateMode });
  chmodSync(file, privateMode);
}

function writeWindowsScript(file: string, browserUrl: string): void {
  const words = [process.execPath, browserModule, browserUrl].map((word) => `"${word}"`).join(' ');
  writeFileSync(file, `@set NODE_OPTIONS=\r\n@${words} %1\r\n`);
}

/**
 * Writes the files of a run into a folder of its own, which only its owner may look into.
 *
 * @throws the file system's own error when the data directory cannot be written
 */
export function createSessionFolder(parts: SessionFolderParts): SessionFolder {
  const { parent, certificate, browserUrl, environment, platform } = parts;
  removeDead(parent);
  const folder = join(parent, `${prefix}${process.pid}`);
  const commands = join(folder, 'commands');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(commands, { recursive: true, mode: privateMode });
  const authorityFile = join(folder, 'authority.pem');
  const rootsFile = join(folder, 'roots.pem');
  const extra = readCertificates(environment['NODE_EXTRA_CA_CERTS']);
  const toText = (certificates: readonly string[]) =>
    certificates.map((text) => `${text.trim()}\n`).join('');
  const mode = privateFileMode;
  writeFileSync(authorityFile, toText([...extra, certificate]), { mode });
  writeFileSync(rootsFile, toText([...listRoots(parts), ...extra, certificate]), { mode });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (platform === 'win32') {
    const browserFile = join(folder, 'browser.cmd');
    writeWindowsScript(browserFile, browserUrl);
    return { authorityFile, rootsFile, browserFile, commands: undefined, remove };
  }
  const browserFile = join(folder, 'browser');
  const { PATH } = environment;
  writeScript(browserFile, browserUrl, undefined);
  for (const command of ['xdg-open', ...(platform === 'darwin' ? ['open'] : [])]) {
    writeScript(join(commands, command), browserUrl, command, PATH);
  }
  return { authorityFile, rootsFile, browserFile, commands, remove };
}
