import type { Problem } from '../domain/language/problem.ts';
import { problemAt } from '../domain/language/report.ts';
import { sentence } from '../domain/sentence.ts';
import type { AssetResult } from './asset-files.ts';
import type { CompiledTemplate } from './compile.ts';
import type { TemplateFiles } from './template-source.ts';

/** An image that the HTML of a template shows and that goes with the mail (RFC 2392). */
export interface InlineImage {
  /** Its place in the HTML is `cid:` and this. */
  readonly contentId: string;
  readonly name: string;
  readonly hash: string;
}

/** Where such images lie in the templates folder. */
export const imagesFolder = '_assets';

/** In a place for an address: an attribute, or `url(…)`. */
const reference = /(["'(]\s*)cid:([^"'()\s<>]+)/g;

/** The names of the images that any of these texts names as `cid:NAME`. */
export function imagesNamedIn(texts: Iterable<string>): readonly string[] {
  const names = [...texts].flatMap((text) =>
    [...text.matchAll(reference)].map(([, , name = '']) => name),
  );
  return [...new Set(names)];
}

export interface WithImages {
  readonly template: CompiledTemplate | null;
  readonly problems: readonly Problem[];
}

/**
 * The template with the images that it names. Their ids are made of their content, so that an image that is exchanged makes
 * another version.
 *
 * @param path  of the template's file
 * @param known  by name
 */
export function withImages(
  template: CompiledTemplate,
  path: string,
  known: ReadonlyMap<string, AssetResult>,
  files: TemplateFiles,
): WithImages {
  const names = imagesNamedIn([template.html]);
  if (names.length === 0) return { template, problems: [] };
  const images = new Map<string, InlineImage>();
  const problems = names.flatMap((name) => {
    const found = known.get(name);
    if (found !== undefined && !('problem' in found)) {
      images.set(name, {
        contentId: `${found.hash.slice(0, 24)}@images.invalid`,
        name,
        hash: found.hash,
      });
      return [];
    }
    const why = found?.problem ?? sentence('file.not-there');
    const said = sentence('template.image', { path: `${imagesFolder}/${name}`, why });
    return [problemAt(...placeOf(name, path, files), 'missing-image', said)];
  });
  if (problems.length > 0) return { template: null, problems };
  const html = template.html.replace(reference, (whole, before: string, name: string) => {
    const image = images.get(name);
    return image === undefined ? whole : `${before}cid:${image.contentId}`;
  });
  return { template: { ...template, html, images: [...images.values()] }, problems };
}

/** Where the name is written: in the template itself, else in the first file that has it. */
function placeOf(
  name: string,
  path: string,
  files: TemplateFiles,
): [string, { readonly line: number; readonly column: number }] {
  for (const file of [path, ...files.keys()]) {
    const lines = (files.get(file) ?? '').split('\n');
    const line = lines.findIndex((text) => text.includes(`cid:${name}`));
    if (line < 0) continue;
    return [file, { line: line + 1, column: (lines[line] ?? '').indexOf(`cid:${name}`) + 1 }];
  }
  return [path, { line: 1, column: 1 }];
}
