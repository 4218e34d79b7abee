import { delimiter } from 'node:path';

import type { SessionFolder } from './session-folder.ts';

/** What the environment of a program is made of. */
export interface ChildEnvironmentParts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly proxyPort: number;
  readonly folder: SessionFolder;
  /** The address of the module that is loaded into every Node process; undefined without `--preload`. */
  readonly preload: string | undefined;
}

const direct = 'localhost,127.0.0.1,::1';
// What is set to other values below, or would lead around the proxy.
const replaced = new Set([
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'npm_config_proxy',
  'npm_config_https_proxy',
  'npm_config_noproxy',
]);

/**
 * The environment of the program alone: its proxy, whom it trusts, its browser. Nothing of the machine
 * or of this process is changed.
 *
 * Roots replace those of a program that reads `SSL_CERT_FILE` and the like, and so hold the system's
 * too; `NODE_EXTRA_CA_CERTS` adds to them.
 */
export function createChildEnvironment(
  parts: ChildEnvironmentParts,
): Record<string, string | undefined> {
  const { environment, proxyPort, folder, preload } = parts;
  const proxy = `http://127.0.0.1:${proxyPort}`;
  const kept = Object.entries(environment).filter(([name]) => !replaced.has(name.toLowerCase()));
  const { rootsFile, authorityFile, browserFile, commands } = folder;
  return {
    ...Object.fromEntries(kept),
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: authorityFile,
    SSL_CERT_FILE: rootsFile,
    REQUESTS_CA_BUNDLE: rootsFile,
    CURL_CA_BUNDLE: rootsFile,
    DENO_CERT: authorityFile,
    BROWSER: browserFile,
    ...(commands !== undefined && {
      PATH: [commands, environment['PATH']].filter(Boolean).join(delimiter),
    }),
    ...(preload !== undefined && {
      NODE_OPTIONS: [environment['NODE_OPTIONS'], `--import=${preload}`].filter(Boolean).join(' '),
    }),
  };
}
