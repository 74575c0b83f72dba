import { headerText } from './headers.ts';

/** A file that a mail carries, encoded once for all mails that do. */
export interface MimeFile {
  /** As the reader sees it, with its ending. */
  readonly name: string;
  readonly type: string;
  /** By which the HTML names an image (RFC 2392), without brackets; absent: an attachment. */
  readonly contentId?: string;
  /** Base64 in lines of 76 characters. */
  readonly encoded: string;
}

/** Base64 as a part holds it (RFC 2045, section 6.8). */
export function encodeFile(content: Buffer): string {
  return content.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n');
}

/** The lines of a part that holds a file. */
export function fileLines({ name, type, contentId, encoded }: MimeFile): string[] {
  return [
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    ...(contentId === undefined ? [] : [`Content-ID: <${contentId}>`]),
    `Content-Disposition: ${contentId === undefined ? 'attachment' : 'inline'};`,
    fileNames(name),
    '',
    encoded,
  ];
}

/**
 * The name as RFC 2231 has it, after one in plain letters for programs that read only that. Where they are the same, once.
 */
function fileNames(name: string): string {
  const clean = [...headerText(name).replace(/[\\/]/g, '_')].slice(0, 100).join('');
  const plain = clean
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w .()+,-]/g, '_');
  const first = ` filename="${plain}"`;
  if (plain === clean) return first;
  return `${first};\r\n filename*=UTF-8''${percentEncoded(clean)}`;
}

/** RFC 5987, section 3.2.1: what stands for itself in a value, and `%XX` for all other bytes. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
