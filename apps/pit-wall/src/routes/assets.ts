import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { FastifyInstance } from 'fastify';

const folder = new URL('../assets/', import.meta.url);
const styleSheets = [
  'tokens.css',
  'names.css',
  'site.css',
  'parts.css',
  'sheets.css',
  'plots.css',
  'paper.css',
];
const fonts = [
  'names-jp-400.woff2',
  'names-jp-700.woff2',
  'names-cn-400.woff2',
  'names-cn-700.woff2',
];

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly content: string | Buffer;
  /** The path with a version, so that a new content is never taken for an old one. */
  readonly href: string;
}

/** The files that pages refer to. */
export interface Assets {
  readonly stylesheet: Asset;
  readonly mark: Asset;
  /** What the style sheet refers to. */
  readonly fonts: readonly Asset[];
}

function createAsset(path: string, type: string, content: string | Buffer): Asset {
  const version = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  return { path, type, content, href: `${path}?v=${version}` };
}

function readText(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}

function readFont(file: string): Asset {
  return createAsset(`/assets/${file}`, 'font/woff2', readFileSync(new URL(file, folder)));
}

/** Reads the files of the pages. */
export function readAssets(): Assets {
  const fontAssets = fonts.map(readFont);
  let styles = styleSheets.map(readText).join('\n');
  for (const { path, href } of fontAssets) styles = styles.replaceAll(`'${path}'`, `'${href}'`);
  return {
    stylesheet: createAsset('/assets/pit-wall.css', 'text/css; charset=utf-8', styles),
    mark: createAsset('/assets/mark.svg', 'image/svg+xml', readText('mark.svg')),
    fonts: fontAssets,
  };
}

/** Serves the files of the pages. */
export function addAssetRoutes(app: FastifyInstance, assets: Assets): void {
  for (const { path, type, content } of [assets.stylesheet, assets.mark, ...assets.fonts]) {
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
