import { fileLines, type MimeFile } from './mime-file.ts';
import { joinedPieces, quotedPrintable } from './quoted-printable.ts';
import type { Bodies } from './render.ts';

export interface BodyParts {
  readonly html: string;
  readonly text: string;
  /** How `html` and `text` are given; `plain` when not said. */
  readonly bodies?: Bodies;
  /** Files with a content id are shown in the HTML, the others are attached. */
  readonly files?: readonly MimeFile[];
}

/**
 * The lines of a body, its Content-Type and the blank line after the headers included:
 *
 *     multipart/mixed              when something is attached
 *       multipart/alternative
 *         text/plain
 *         multipart/related        when the HTML shows images
 *           text/html
 *           image/…
 *       application/pdf
 *
 * @param seed  letters and digits that make the boundaries the mail's own
 */
export function bodyLines(parts: BodyParts, seed: string): string[] {
  const files = parts.files ?? [];
  const shown = files.filter(({ contentId }) => contentId !== undefined);
  const attached = files.filter(({ contentId }) => contentId === undefined);
  const encoded = parts.bodies === 'quoted-printable' ? joinedPieces : quotedPrintable;
  const html = textLines('html', encoded(parts.html));
  const related =
    shown.length === 0
      ? html
      : multipart('related;\r\n type="text/html"', `r${seed}`, [html, ...shown.map(fileLines)]);
  const alternative = multipart('alternative', seed, [
    textLines('plain', encoded(parts.text)),
    related,
  ]);
  if (attached.length === 0) return alternative;
  return multipart('mixed', `m${seed}`, [alternative, ...attached.map(fileLines)]);
}

/** Quoted-printable and base64 have no "=_" in them, so the boundary stands in no part. */
function multipart(kind: string, seed: string, parts: readonly (readonly string[])[]): string[] {
  const boundary = `=_${seed}`;
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
    '',
  ];
}

function textLines(kind: 'plain' | 'html', encoded: string): string[] {
  return [
    `Content-Type: text/${kind}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    encoded,
  ];
}
