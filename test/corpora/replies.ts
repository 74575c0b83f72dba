import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import { readReply } from '../../src/inbound/reply/read-reply.ts';
import { type Score, share } from './score.ts';

const labelShape = z.object({
  file: z.string(),
  visible: z.string(),
  visibleAccept: z.array(z.string()).default([]),
  compare: z.enum(['text', 'ignore-whitespace']),
  contested: z.string().optional(),
  origin: z.string(),
});

export interface ReadReplyFile {
  readonly label: z.output<typeof labelShape>;
  readonly visibleText: string;
}

/** Reads the mails of the corpus `replies`. */
export async function readReplies(folder: string): Promise<readonly ReadReplyFile[]> {
  const labels = z
    .array(labelShape)
    .parse(JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')));
  return Promise.all(
    labels.map(async (label) => {
      const parts = await partsOf(label.file, readFileSync(join(folder, label.file)));
      const { visibleText } = readReply({ text: null, html: null, subject: null, ...parts });
      return { label, visibleText };
    }),
  );
}

async function partsOf(file: string, raw: Buffer): Promise<{ text?: string; html?: string }> {
  if (file.endsWith('.html')) return { html: raw.toString('utf8') };
  if (file.endsWith('.txt')) return { text: raw.toString('utf8') };
  // This library joins flowed lines of a quote with those behind it (RFC 3676, section 4.5, forbids that).
  const plain = raw.toString('latin1').replace(/;\s*format="?flowed"?/iu, '');
  const { text } = await new PostalMime().parse(Buffer.from(plain, 'latin1'));
  return text === undefined ? {} : { text };
}

/** The numbers of the corpus; contested items are left out of all but the last. */
export function scoreReplies(read: readonly ReadReplyFile[]): readonly Score[] {
  const counted = read.filter(({ label }) => label.contested === undefined);
  const from = (folder: string) => counted.filter(({ label }) => label.origin.includes(folder));
  return [
    share('visible text exact', counted, isExact),
    ...['crisp-oss/', 'github/', 'mailgun/'].map((folder) =>
      share(`… of ${folder.slice(0, -1)}`, from(folder), isExact),
    ),
    share('leaks quoted text', counted, (each) => !isExact(each) && surplus(each) > 0),
    share('loses words', counted, (each) => !isExact(each) && surplus(each) <= 0),
    share(
      'contested ones exact',
      read.filter(({ label }) => label.contested),
      isExact,
    ),
  ];
}

export function isExact({ label, visibleText }: ReadReplyFile): boolean {
  const accepted = [label.visible, ...label.visibleAccept].map((text) => normal(text, label));
  return accepted.includes(normal(visibleText, label));
}

function surplus({ label, visibleText }: ReadReplyFile): number {
  return normal(visibleText, label).length - normal(label.visible, label).length;
}

function normal(text: string, { compare }: ReadReplyFile['label']): string {
  if (compare === 'ignore-whitespace') return text.replaceAll(/\s+/gu, '');
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/^\n+|\n+$/gu, '');
}
