import type { Attachment } from '../domain/attachment.ts';
import { contentTypeOf } from '../domain/attachment.ts';
import type { InlineImage } from '../email/inline-images.ts';
import type { MimeFile } from '../email/mime-file.ts';
import { InvalidInput } from '../errors.ts';

/** Files that mails carry, by the hash of their content, encoded. */
export interface AssetSource {
  /** Null: it is not kept. */
  asset(hash: string): Promise<string | null>;
}

/**
 * The files of a mail, ready to be put into it: images that its HTML shows, and attachments.
 *
 * @throws InvalidInput `attachment_unavailable`
 */
export async function mailFiles(
  source: AssetSource,
  images: readonly InlineImage[],
  attachments: readonly Attachment[],
): Promise<readonly MimeFile[]> {
  const files: MimeFile[] = [];
  for (const { name, hash, contentId } of images) {
    files.push({ ...(await fileOf(source, name, hash)), contentId });
  }
  for (const { file, name, hash } of attachments) {
    files.push({ ...(await fileOf(source, file, hash)), name });
  }
  return files;
}

async function fileOf(
  source: AssetSource,
  name: string,
  hash: string | undefined,
): Promise<MimeFile> {
  const encoded = hash === undefined ? null : await source.asset(hash);
  const type = contentTypeOf(name);
  if (encoded !== null && type !== null) return { name, type, encoded };
  throw new InvalidInput(
    'attachment_unavailable',
    `the file ${name} is not kept with this version: publish the cadence again, and move the enrolment to the new version.`,
  );
}
