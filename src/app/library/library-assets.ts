import { contentTypeOf, mostAttachedBytes, mostImageBytes } from '../../domain/attachment.ts';
import type { Cadence } from '../../domain/cadence.ts';
import { attachedFiles } from '../../domain/language/pin-attachments.ts';
import { sentence } from '../../domain/sentence.ts';
import { type AssetFile, type AssetResult, readAssets } from '../../email/asset-files.ts';
import { imagesFolder, imagesNamedIn } from '../../email/inline-images.ts';
import type { TemplateFiles } from '../../email/template-source.ts';

/** The files of the templates folder that go with mails as they are. */
export interface LibraryAssets {
  /** By path within the folder. */
  readonly attachments: ReadonlyMap<string, AssetResult>;
  /** Those shown in the HTML, by name. */
  readonly images: ReadonlyMap<string, AssetResult>;
}

/** Reads what cadences attach and what templates show, and nothing else. */
export async function readLibraryAssets(
  templatesDir: string,
  cadences: readonly { readonly cadence: Cadence | null }[],
  files: TemplateFiles,
): Promise<LibraryAssets> {
  const attached = cadences.flatMap(({ cadence }) =>
    cadence === null ? [] : attachedFiles(cadence),
  );
  const names = imagesNamedIn(files.values());
  const usable = names.filter(isImageName);
  const pathOf = (name: string) => `${imagesFolder}/${name}`;
  const images = await readAssets(templatesDir, usable.map(pathOf), mostImageBytes);
  return {
    attachments: await readAssets(templatesDir, attached, mostAttachedBytes),
    images: new Map(
      names.map((name) => [
        name,
        images.get(pathOf(name)) ?? { problem: sentence('file.no-image-name') },
      ]),
    ),
  };
}

/** Every file that could be read, once. */
export function filesOf({ attachments, images }: LibraryAssets): readonly AssetFile[] {
  const found = [...attachments.values(), ...images.values()].flatMap((result) =>
    'problem' in result ? [] : [result],
  );
  return [...new Map(found.map((file) => [file.hash, file])).values()];
}

function isImageName(name: string): boolean {
  return /^[\w][\w.-]*$/.test(name) && contentTypeOf(name)?.startsWith('image/') === true;
}
