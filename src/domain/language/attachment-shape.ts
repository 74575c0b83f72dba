import { z } from 'zod';
import { type Attachment, pathProblem } from '../attachment.ts';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { readFileUrl } from './allowed-urls.ts';
import type { SourceDocument } from './document.ts';
import { quoted, textRead, title } from './leaves.ts';
import { isLoose, type Loose } from './outline.ts';
import type { Path, Report } from './report.ts';
import { nameOf } from './shape-problems.ts';

const mostFiles = 10;

const attachmentShape = z.strictObject({
  file: textRead('invalid-attachment', (text) => {
    const why = pathProblem(text);
    if (why === null) return text;
    throw invalid('invalid_attachment', sentence('lint.path', { text: quoted(text), why }));
  })
    .meta({
      description: 'Path within the templates folder; the file is part of the published version',
      examples: ['proposals/offer.pdf'],
    })
    .optional(),
  url: textRead('invalid-attachment', readFileUrl)
    .meta({
      description: 'In place of `file`: asked for when a mail goes out; workspace.yaml allows it',
      examples: ['https://files.fjord.example/offer.pdf'],
    })
    .optional(),
  name: title('What the reader sees; default: the name of the file', 'Tilbud.pdf').optional(),
});

export const attachmentsShape = z
  .array(attachmentShape)
  .max(mostFiles)
  .meta({
    description: `Files that go with each mail, ${mostFiles} at most and 5 MiB together`,
    examples: [[{ file: 'proposals/offer.pdf' }]],
  });

export function compileAttachments(
  shapes: z.output<typeof attachmentsShape>,
): readonly Attachment[] {
  return shapes.flatMap(({ file, url, name }): Attachment[] => {
    if (file !== undefined) return [{ file, name: shownName(file, name) }];
    if (url === undefined) return [];
    return [{ url, name: shownName(decodedPath(url), name) }];
  });
}

/** Whether each attachment is either a file or an address; works on a file whose form has mistakes too. */
export function checkAttachmentKeys(
  email: Loose,
  at: Path,
  document: SourceDocument,
  report: Report,
): void {
  if (!Array.isArray(email.attachments)) return;
  for (const [index, attachment] of email.attachments.entries()) {
    if (!isLoose(attachment)) continue;
    const path = [...at, 'attachments', index];
    const [file, url] = ['file', 'url'].map((key) => Object.hasOwn(attachment, key));
    if (file === true && url === true) {
      report('contradiction', document.locateKey([...path, 'url']), sentence('lint.file-and-url'));
    } else if (file !== true && url !== true) {
      report(
        'missing-key',
        document.locate(path),
        sentence('lint.no-file', { where: nameOf(path) }),
      );
    }
  }
}

function decodedPath(url: string): string {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** A name of its own keeps the ending of the file: programs open it by that. */
function shownName(file: string, name: string | undefined): string {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (name === undefined) return base;
  const ending = base.slice(base.lastIndexOf('.'));
  return name.toLowerCase().endsWith(ending.toLowerCase()) ? name : `${name}${ending}`;
}
