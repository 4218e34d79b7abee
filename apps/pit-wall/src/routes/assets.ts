import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { FastifyInstance } from 'fastify';

const folder = new URL('../assets/', import.meta.url);
const styleSheets = ['tokens.css', 'site.css', 'parts.css', 'sheets.css', 'plots.css', 'paper.css'];

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly content: string;
  /** The path with a version, so that a new content is never taken for an old one. */
  readonly href: string;
}

/** The files that pages refer to. */
export interface Assets {
  readonly stylesheet: Asset;
  readonly mark: Asset;
}

function createAsset(path: string, type: string, files: readonly string[]): Asset {
  const content = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  const version = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  return { path, type, content, href: `${path}?v=${version}` };
}

/** Reads the files of the pages. */
export function readAssets(): Assets {
  return {
    stylesheet: createAsset('/assets/pit-wall.css', 'text/css; charset=utf-8', styleSheets),
    mark: createAsset('/assets/mark.svg', 'image/svg+xml', ['mark.svg']),
  };
}

/** Serves the files of the pages. */
export function addAssetRoutes(app: FastifyInstance, assets: Assets): void {
  for (const { path, type, content } of [assets.stylesheet, assets.mark]) {
    app.get(path, async (_request, reply) =>
      reply
        .headers({
          'content-type': type,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          'cross-origin-resource-policy': 'same-origin',
          'content-security-policy': "default-src 'none'",
        })
        .send(content),
    );
  }
}
