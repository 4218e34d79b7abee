import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';

import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';
import { answeredHosts, findLocalPage } from './answered-hosts.ts';
import { createCertificateAuthority } from './certificate-authority.ts';
import { createChildEnvironment } from './child-environment.ts';
import { startLocalAnswers } from './local-answers.ts';
import type { LocalAnswers } from './local-answers.ts';
import { startProxy } from './proxy.ts';
import type { Proxy } from './proxy.ts';
import { runProgram } from './run-program.ts';
import { createSessionFolder } from './session-folder.ts';
import type { SessionFolder } from './session-folder.ts';

/** How a program is run against the local service. */
export interface RunOptions {
  readonly command: string;
  readonly words: readonly string[];
  /** Hosts that the program may reach besides, in lower case. */
  readonly allowed: readonly string[];
  readonly isPreloaded: boolean;
  readonly hasTerminal: boolean;
  readonly opensBrowser: boolean;
  readonly dataDirectory: string;
  readonly pagesPort: number | undefined;
  readonly surroundings: Surroundings;
}

const preloadModule = new URL('../../bin/run-preload.mjs', import.meta.url);

/** The address of the module that rewrites hosts within a Node process; what it needs stands in it. */
function formatPreload({ securePort, pagesOrigin }: LocalAnswers): string {
  const url = new URL(preloadModule);
  url.searchParams.set('port', String(securePort));
  url.searchParams.set('hosts', answeredHosts.join(' '));
  url.searchParams.set('pages', pagesOrigin);
  return url.href;
}

const say = (surroundings: Surroundings, sentence: string) =>
  note(surroundings, `pitpass run: ${sentence}`);

/** Shows where to sign in, and as whom, and opens it. */
function createSignIn({ surroundings, opensBrowser }: RunOptions, answers: LocalAnswers) {
  const told = new Set<string>();
  return (address: string): void => {
    const page = findLocalPage(address, answers.pagesOrigin);
    if (page === undefined || told.has(page)) return;
    told.add(page);
    const [member] = answers.demo.members;
    say(surroundings, `the program asks for a sign-in, which is here:\n\n  ${page}\n`);
    if (member !== undefined) {
      say(surroundings, `sign in as ${member.username} with the password ${member.password}.`);
    }
    if (opensBrowser) void openInBrowser(page, surroundings);
  };
}

/** What a program asks its browser to open: a sign-in, or some other page. */
function createBrowser(options: RunOptions, answers: LocalAnswers, signIn: (url: string) => void) {
  const { surroundings, opensBrowser } = options;
  return (address: string): void => {
    if (findLocalPage(address, answers.pagesOrigin) !== undefined) return signIn(address);
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined;
    say(surroundings, `the program opens ${url.href}`);
    if (opensBrowser) void openInBrowser(url.href, surroundings);
    return undefined;
  };
}

const nothingCame =
  'nothing of the program came here. A Node program may need --preload, for Node before 24 ignores proxy settings; any other must honour HTTPS_PROXY.';
const nothingTrusted =
  'the program came here and broke off: it does not trust the certificate of this run. It must honour SSL_CERT_FILE, or NODE_EXTRA_CA_CERTS.';

async function runInFolder(
  options: RunOptions,
  answers: LocalAnswers,
  proxy: Proxy,
  folder: SessionFolder,
  signIn: (address: string) => void,
): Promise<number> {
  const { surroundings, command, words, hasTerminal, isPreloaded } = options;
  const { environment, directory, output, errors, input } = surroundings;
  const hostList = `${answeredHosts.slice(0, -1).join(', ')} and ${answeredHosts.at(-1)}`;
  say(
    surroundings,
    `${hostList} are answered for at ${answers.pagesOrigin}; clients, members and passwords: ${answers.demoFile}`,
  );
  const exitCode = await runProgram({
    command,
    words,
    environment: createChildEnvironment({
      environment,
      proxyPort: proxy.port,
      folder,
      preload: isPreloaded ? formatPreload(answers) : undefined,
    }),
    directory,
    output,
    errors,
    hasTerminal,
    isInterruptedByTerminal: input.isTTY === true,
    onAddress: signIn,
  });
  if (answers.countRequests() === 0) {
    say(surroundings, proxy.countAnswered() === 0 ? nothingCame : nothingTrusted);
  }
  return exitCode;
}

/**
 * Runs a program, unmodified, against the local service in the place of production: starts the
 * service, its proxy and the program, and ends the former with the latter.
 *
 * @returns how the program ended
 * @throws Problem, or whatever {@link startLocalAnswers} throws; nothing is left running then
 */
export async function startRun(options: RunOptions): Promise<number> {
  const { surroundings, pagesPort } = options;
  const { environment, directory, platform, errors } = surroundings;
  const dataDirectory = resolve(directory, options.dataDirectory);
  const now = Math.floor(Date.now() / 1000);
  const authority = await createCertificateAuthority(answeredHosts, now);
  const answers = await startLocalAnswers({
    environment,
    dataDirectory,
    pagesPort,
    listener: authority.listener,
    errors,
  });
  const closers = [() => answers.close()];
  try {
    const signIn = createSignIn(options, answers);
    const browserPath = `/${randomBytes(24).toString('base64url')}`;
    const proxy = await startProxy({
      securePort: answers.securePort,
      allowed: new Set(options.allowed),
      browserPath,
      onBrowserAddress: createBrowser(options, answers, signIn),
      onRefused: (sentence) => say(surroundings, sentence),
    });
    closers.unshift(() => proxy.close());
    const folder = createSessionFolder({
      parent: join(dataDirectory, 'run'),
      certificate: authority.certificate,
      browserUrl: `http://127.0.0.1:${proxy.port}${browserPath}`,
      environment,
      platform,
    });
    closers.unshift(async () => folder.remove());
    return await runInFolder(options, answers, proxy, folder, signIn);
  } finally {
    for (const close of closers) await close();
  }
}
