import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { FastifyInstance } from 'fastify';

import {
  assetsFolder,
  bookAssetNames,
  bookStylesheetNames,
  faviconName,
  scriptName,
  secondFactorScriptName,
  stylesheetNames,
} from '../pages/assets.ts';

/** Where the files of the pages are served: their names carry a digest, so they never change. */
export interface Assets {
  readonly stylesheetHrefs: readonly string[];
  readonly scriptHref: string;
  /** Of the pages with passkeys and backup codes. */
  readonly secondFactorScriptHref: string;
  readonly faviconHref: string;
  readonly bookHrefs: Readonly<Record<keyof typeof bookAssetNames, string>> & {
    readonly stylesheets: readonly string[];
  };
  readonly files: ReadonlyMap<string, { readonly type: string; readonly body: Buffer }>;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const digestLength = 12;

/** Reads the files of the pages, once. */
export function loadAssets(): Assets {
  const files = new Map<string, { type: string; body: Buffer }>();
  const load = (name: string): string => {
    const body = readFileSync(new URL(name, assetsFolder));
    const [stem = '', extension = ''] = name.split('.');
    const digest = hash('sha256', body, 'hex').slice(0, digestLength);
    const href = `/assets/${stem}.${digest}.${extension}`;
    files.set(href, { type: contentTypes[extension] ?? 'application/octet-stream', body });
    return href;
  };
  return {
    stylesheetHrefs: stylesheetNames.map(load),
    scriptHref: load(scriptName),
    secondFactorScriptHref: load(secondFactorScriptName),
    faviconHref: load(faviconName),
    bookHrefs: {
      stylesheets: bookStylesheetNames.map(load),
      script: load(bookAssetNames.script),
      searchScript: load(bookAssetNames.searchScript),
    },
    files,
  };
}

/** One route per file. */
export function registerAssets(app: FastifyInstance, assets: Assets): void {
  for (const [href, { type, body }] of assets.files) {
    app.get(href, (_request, reply) =>
      reply
        .header('content-type', type)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('x-content-type-options', 'nosniff')
        .send(body),
    );
  }
}
