import { z } from 'zod';
import { InvalidInput } from '../../errors.ts';
import { type Attachment, pathProblem } from '../attachment.ts';
import { quoted, textRead, title } from './leaves.ts';

const mostFiles = 10;

const attachmentShape = z.strictObject({
  file: textRead('invalid-attachment', (text) => {
    const problem = pathProblem(text);
    if (problem === null) return text;
    throw new InvalidInput('invalid_attachment', `${quoted(text)} ${problem}.`);
  }).meta({
    description: 'Path within the templates folder; the file is part of the published version',
    examples: ['proposals/offer.pdf'],
  }),
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
  return shapes.map(({ file, name }) => ({ file, name: shownName(file, name) }));
}

/** A name of its own keeps the ending of the file: programs open it by that. */
function shownName(file: string, name: string | undefined): string {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (name === undefined) return base;
  const ending = base.slice(base.lastIndexOf('.'));
  return name.toLowerCase().endsWith(ending.toLowerCase()) ? name : `${name}${ending}`;
}
