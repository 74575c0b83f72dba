import { type Sentence, sentence } from './sentence.ts';
/** A file that goes with the mails of a step. */
export type Attachment = FileAttachment | UrlAttachment;

/** One that is asked for when a mail goes out. */
export interface UrlAttachment {
  readonly url: string;
  /** As the reader sees it. */
  readonly name: string;
}

export interface FileAttachment {
  /** Path within the templates folder. */
  readonly file: string;
  /** As the reader sees it. */
  readonly name: string;
  /** SHA-256 of its content, in hexadecimal, which makes it part of the version; absent while it has not been read. */
  readonly hash?: string;
}

/** What all attachments of a mail may have together: many servers take 10 MB, which encoding makes of 7. */
export const mostAttachedBytes = 5 * 1_024 * 1_024;

/** An image that is shown in a mail goes with every one of them. */
export const mostImageBytes = 512 * 1_024;

/** What may go with a mail, by the ending of its name. Programs and archives are refused by mail servers: they are not here. */
const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** Endings that have a type, for messages. */
export const knownEndings: readonly string[] = Object.keys(types);

/** The content type of a file by its name; null for an ending that is not known. */
export function contentTypeOf(name: string): string | null {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(types, ending) ? (types[ending] ?? null) : null;
}

/**
 * What is wrong with a path as one within the templates folder, by how it is written; null: nothing. Where it really leads is
 * looked at when it is read.
 */
export function pathProblem(path: string): Sentence | null {
  const parts = path.split('/');
  if (path === '' || path.length > 200) return sentence('path.length');
  if (/[\p{C}\\:*?"<>|]/u.test(path)) return sentence('path.characters');
  if (parts.some((part) => part === '' || part.startsWith('.') || part.trim() !== part))
    return sentence('path.outside');
  if (contentTypeOf(path) !== null) return null;
  return sentence('path.ending', { endings: { list: knownEndings } });
}
