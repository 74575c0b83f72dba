import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { Page } from './page.ts';

/** A file that browsers keep for ever: its name changes with what is in it. */
export interface Asset {
  readonly url: string;
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
}

export interface Assets {
  /** Of all pages, and of one besides. */
  styleOf(page: Page): Asset;
  readonly script: Asset;
  readonly htmx: Asset;
  byName(name: string): Asset | null;
}

const folder = join(import.meta.dirname, 'assets');

/**
 * Reads what pages load: of `assets/` the style sheets that are no page's own and those of the page, `base.css` and
 * `base-….css` first, as one; all scripts as one; htmx.
 */
export async function readAssets(pages: readonly Page[]): Promise<Assets> {
  const htmxFile = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');
  const owned = new Set(pages.flatMap(({ styles = [] }) => styles.map((name) => `${name}.css`)));
  const styleWith = async (own: readonly string[]) =>
    assetOf(
      'console',
      'css',
      await bundle('.css', (name) => !owned.has(name) || own.includes(name.slice(0, -4))),
    );
  const common = await styleWith([]);
  const styles = new Map<string, Asset>();
  for (const { key, styles: own } of pages) {
    if (own !== undefined) styles.set(key, await styleWith(own));
  }
  const script = assetOf('console', 'js', await bundle('.js'));
  const htmx = assetOf('htmx', 'js', await readFile(htmxFile, 'utf8'));
  const all = new Map(
    [common, ...styles.values(), script, htmx].map((asset) => [asset.url, asset]),
  );
  const styleOf = ({ key }: Page) => styles.get(key) ?? common;
  return { styleOf, script, htmx, byName: (name) => all.get(`${prefix}${name}`) ?? null };
}

/** Their routes, for everybody: the page on which one logs in loads them. */
export function serveAssets(scope: FastifyInstance, assets: Assets): void {
  scope.get<{ Params: { name: string } }>(
    '/assets/:name',
    { config: { access: 'public' }, schema: { hide: true } },
    async (request, reply) => {
      const asset = assets.byName(request.params.name);
      if (asset === null) return reply.callNotFound();
      reply.headers({
        'cache-control': 'public, max-age=31536000, immutable',
        etag: asset.etag,
        vary: 'accept-encoding',
      });
      if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
      const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      if (takesGzip) reply.header('content-encoding', 'gzip');
      return reply.type(asset.type).send(takesGzip ? asset.zipped : asset.body);
    },
  );
}

const prefix = '/console/assets/';

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;

async function bundle(
  ending: '.css' | '.js',
  isSeen: (name: string) => boolean = () => true,
): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending) && isSeen(name));
  const sorted = names.toSorted((a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b, 'en'));
  const texts = await Promise.all(sorted.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n');
}

/** What all pages have before what some have. */
function rankOf(name: string): number {
  return name.startsWith('base.') ? 0 : name.startsWith('base-') ? 1 : 2;
}

function assetOf(name: string, ending: keyof typeof types, text: string): Asset {
  const body = Buffer.from(text);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return {
    url: `${prefix}${name}.${hash}.${ending}`,
    type: types[ending],
    body,
    zipped: gzipSync(body, { level: 9 }),
    etag: `"${hash}"`,
  };
}
