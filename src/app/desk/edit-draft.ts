import { createHash } from 'node:crypto';
import { saying, sentence } from '../../domain/sentence.ts';
import { passagesOf, withPassages } from '../../email/draft-passages.ts';
import { Refused } from '../../errors.ts';
import type { DraftContent } from '../../store/mail-drafts.ts';
import type { App } from '../context.ts';
import { editDraft, showDraft } from '../sending/mail-draft.ts';

/** A mail that waits for approval, as a person writes it anew. */
export interface WritableDraft {
  readonly subject: string;
  readonly passages: readonly string[];
  /** Changes with every edit. */
  readonly mark: string;
  readonly editedBy: string | null;
  readonly editedAt: Date | null;
}

/** What was written. */
export interface Writing {
  readonly subject: string;
  /** By their place among the passages. */
  readonly passages: ReadonlyMap<number, string>;
  /** Of the draft that it was written on. */
  readonly mark: string;
}

/** @throws as `showDraft` */
export async function readWritableDraft(app: App, taskId: string): Promise<WritableDraft> {
  const draft = await showDraft(app, taskId);
  const { subject, editedBy, editedAt } = draft;
  return { subject, editedBy, editedAt, passages: passagesOf(draft), mark: markOf(draft) };
}

function markOf({ subject, html, text }: Pick<DraftContent, 'subject' | 'html' | 'text'>): string {
  return createHash('sha256')
    .update(JSON.stringify([subject, html, text]))
    .digest('base64url');
}

/**
 * Writes a mail anew that waits for approval: its subject, and passages of HTML and text part alike.
 *
 * @throws as `editDraft`; Refused `changed_meanwhile`, `nothing_changed`
 */
export async function writeDraft(
  app: App,
  taskId: string,
  { subject, passages, mark }: Writing,
  actor: string,
): Promise<void> {
  const draft = await showDraft(app, taskId);
  if (markOf(draft) !== mark) {
    throw new Refused('changed_meanwhile', ...saying(sentence('draft.changed-meanwhile')));
  }
  const { html, text } = withPassages(draft, passages);
  const isSame = html === draft.html && text === draft.text;
  if (isSame && subject === draft.subject) {
    throw new Refused('nothing_changed', ...saying(sentence('draft.nothing-changed')));
  }
  await editDraft(app, taskId, isSame ? { subject } : { subject, html, text }, actor);
}
