import { type Attachment, contentTypeOf } from '../../domain/attachment.ts';
import type { InlineImage } from '../../email/inline-images.ts';
import type { MimeFile } from '../../email/mime-file.ts';
import { InvalidInput, Unavailable } from '../../errors.ts';
import type { FetchedFiles } from '../sending/fetch-attachments.ts';

/** Files that mails carry, by the hash of their content, encoded. */
export interface AssetSource {
  /** Null: it is not kept. */
  asset(hash: string): Promise<string | null>;
}

/**
 * The files of a mail, ready to be put into it: images that its HTML shows, and attachments.
 *
 * @param fetched  those attached by address; null: they are left out, since nothing is sent
 * @throws InvalidInput `attachment_unavailable`; Unavailable `attachment_not_yet` when another try may bring it
 */
export async function mailFiles(
  source: AssetSource,
  images: readonly InlineImage[],
  attachments: readonly Attachment[],
  fetched: FetchedFiles | null,
): Promise<readonly MimeFile[]> {
  const files: MimeFile[] = [];
  for (const { name, hash, contentId } of images) {
    files.push({ ...(await keptFile(source, name, hash)), contentId });
  }
  for (const attachment of attachments) {
    const { name } = attachment;
    if (!('url' in attachment)) {
      files.push({ ...(await keptFile(source, attachment.file, attachment.hash)), name });
    } else if (fetched !== null) {
      files.push({ ...fetchedFile(fetched, attachment.url), name });
    }
  }
  return files;
}

async function keptFile(
  source: AssetSource,
  name: string,
  hash: string | undefined,
): Promise<MimeFile> {
  const encoded = hash === undefined ? null : await source.asset(hash);
  const type = contentTypeOf(name);
  if (encoded !== null && type !== null) return { name, type, encoded };
  throw unavailable(
    `the file ${name} is not kept with this version: publish the cadence again, and move the enrolment to the new version.`,
  );
}

function fetchedFile(fetched: FetchedFiles, url: string): MimeFile {
  const file = fetched.get(url);
  if (file === undefined || ('problem' in file && file.forNow)) {
    throw new Unavailable('attachment_not_yet', file?.problem ?? `${url} was not asked for yet`);
  }
  if ('problem' in file) throw unavailable(`${file.problem}. Correct that, then resume.`);
  const { pathname } = new URL(url);
  const type = contentTypeOf(pathname) ?? 'application/octet-stream';
  return { name: pathname, type, encoded: file.encoded };
}

function unavailable(message: string): InvalidInput {
  return new InvalidInput('attachment_unavailable', message);
}
