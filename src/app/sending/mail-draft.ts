import Handlebars from 'handlebars';
import PostalMime from 'postal-mime';
import { inEnglish, saying, sentence } from '../../domain/sentence.ts';
import { largestBytes } from '../../email/html-checks.ts';
import { quotedPrintable } from '../../email/quoted-printable.ts';
import { oneLine } from '../../email/render.ts';
import { InvalidInput, Refused } from '../../errors.ts';
import {
  type DraftContent,
  type MailDraft,
  readDraft,
  updateDraft,
} from '../../store/mail-drafts.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { readTask, type Task } from '../../store/tasks.ts';
import { insertTimeline } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { approvalKind } from '../enrolments/manual-ends.ts';
import { taskClosed } from '../enrolments/task-closing.ts';
import { unknownWork } from '../unknown.ts';
import type { ComposedMail } from './compose-mail.ts';
import { refuseHomeless } from './refuse-unsigned.ts';

/** What of a mail may be written anew. */
export interface DraftEdit {
  readonly subject?: string | undefined;
  readonly html?: string | undefined;
  readonly text?: string | undefined;
}

/** A composed mail as a person reads it. */
export async function draftOf({ message, parts }: ComposedMail): Promise<DraftContent> {
  const { html = '', text = '' } = await PostalMime.parse(message.raw);
  const [shown, plain] = [html.trimEnd(), text.trimEnd()];
  return { subject: parts.subject, html: shown, text: plain, unsubscribeUrl: parts.unsubscribeUrl };
}

/**
 * The mail that a task asks to approve: what is sent once it is.
 *
 * @throws NotFound `unknown_task`; Refused `not_an_approval`
 */
export async function showDraft(
  app: App,
  taskId: string,
): Promise<MailDraft & { readonly task: Task }> {
  const task = await readTask(app.db, taskId);
  if (task === null) throw unknownWork('task', taskId);
  const draft = task.touchId === null ? null : await readDraft(app.db, task.touchId);
  if (task.kind !== approvalKind || draft === null) {
    throw new Refused('not_an_approval', ...saying(sentence('draft.no-approval', { id: taskId })));
  }
  return { ...draft, task };
}

/**
 * Writes a mail anew that waits for approval; it is sent like that, and still waits. It has to pass what every mail passes.
 *
 * @throws NotFound `unknown_task`; Refused `not_an_approval`, `task_closed`; InvalidInput `invalid_subject`, `text_needed`,
 *   `no_opt_out_link`, `html_too_large`, `missing_sender_identity`
 */
export async function editDraft(
  app: App,
  taskId: string,
  edit: DraftEdit,
  actor: string,
): Promise<MailDraft & { readonly task: Task }> {
  const { task } = await showDraft(app, taskId);
  await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, [task.enrolmentId]);
    const standing = await readTask(tx, taskId);
    const { touchId } = task;
    const before = touchId === null ? null : await readDraft(tx, touchId);
    if (standing?.status !== 'open' || touchId === null || before === null) {
      throw taskClosed(taskId);
    }
    const now = app.clock.now();
    const draft = edited(before, edit);
    refuseHomeless(app.workspace, { ...draft, bodies: 'plain' });
    await updateDraft(tx, touchId, draft, actor, now);
    const of = { prospectId: task.prospectId, enrolmentId: task.enrolmentId, touchId };
    const changed = (['subject', 'html', 'text'] as const).filter((key) => edit[key] !== undefined);
    const data = { by: actor, changed, step: task.data.step };
    await insertTimeline(tx, [{ ...of, at: now, type: 'mail.edited', data }]);
  });
  return showDraft(app, taskId);
}

function edited(before: DraftContent, edit: DraftEdit): DraftContent {
  const { subject = before.subject, html = before.html, text = before.text } = edit;
  if (edit.html !== undefined && edit.text === undefined) {
    throw new InvalidInput('text_needed', ...saying(sentence('draft.text-needed')));
  }
  if (subject.trim() === '' || subject !== oneLine(subject)) {
    throw new InvalidInput('invalid_subject', ...saying(sentence('draft.subject')));
  }
  const link = before.unsubscribeUrl;
  const shown = html.includes(link) || html.includes(Handlebars.escapeExpression(link));
  if (!shown || !text.includes(link)) {
    const said = sentence('draft.opt-out-link', { link });
    // Without a full stop, which would become part of the link.
    throw new InvalidInput('no_opt_out_link', inEnglish(said), undefined, { said });
  }
  const bytes = quotedPrintable(html).length;
  if (bytes > largestBytes) {
    throw new InvalidInput(
      'html_too_large',
      ...saying(sentence('draft.too-large', { bytes, most: largestBytes })),
    );
  }
  return { ...before, subject, html, text };
}
