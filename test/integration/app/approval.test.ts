/** Mails that a person looks at first: shown, written anew, let go or left out, and never forgotten. */
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { editDraft, showDraft } from '../../../src/app/sending/mail-draft.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { somebody } from '../../helpers/system.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';

const cadence = (key: string, approve: string) => `
key: ${key}
title: Mails
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - { id: offer, stage: closing, email: { template: smoke/one, approve: ${approve} } }
  - { id: after, after: 1 day, email: { template: smoke/two, thread: reply } }
`;

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: {
      'asks.yaml': cadence('asks', 'true'),
      'skips.yaml': cadence('skips', '{ expires: 2 days, then: skip }'),
    },
  });
});
afterAll(() => weeks?.close());

const later = (days: number) => new Date(weeks.now().getTime() + days * 86_400_000);
const deed = (verb: 'approve' | 'reject') => ({ do: verb, outcome: null, note: null });

/** Somebody whose mail waits for approval. */
async function waiting(key = 'asks') {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(weeks.app, key, {
    prospect: { email, firstName: 'Kari' },
  });
  await weeks.passUntil(new Date(weeks.now().getTime() + 60_000));
  const task = async () => {
    const [found] = await listTasks(weeks.app.db, { enrolmentId, limit: 10 });
    if (found === undefined) throw new Error('no task');
    return found;
  };
  const mails = () => weeks.smtp.accepted.filter(({ to }) => to === email);
  const types = async () =>
    (await readTimeline(weeks.app.db, enrolmentId, null, 50)).map(({ type }) => type);
  return { email, enrolmentId, task, mails, types, id: (await task()).id };
}

test('what is shown is what is sent, whatever is changed behind it', async () => {
  const { email, id, mails } = await waiting();
  const shown = await showDraft(weeks.app, id);
  expect(shown).toMatchObject({ subject: 'Hello Kari', editedAt: null });
  expect(shown.html).toContain(shown.unsubscribeUrl);
  await weeks.app.db.query(`update prospects set first_name = 'Ola' where address = $1`, [email]);
  await closeTask(weeks.app, id, deed('approve'), 'rep');
  await weeks.passUntil(new Date(weeks.now().getTime() + 60_000));
  expect(mails()).toHaveLength(1);
  const sent = await PostalMime.parse(mails()[0]?.raw ?? '');
  expect(sent.subject).toBe('Hello Kari');
  expect(sent.html?.trimEnd()).toBe(shown.html);
  expect(sent.text?.trim()).toBe(shown.text.trim());
});

test('what was written anew is sent, once, and the thread goes on under it', async () => {
  const { enrolmentId, id, mails, types } = await waiting();
  const { html, text, unsubscribeUrl } = await showDraft(weeks.app, id);
  const edit = {
    subject: 'Vårt tilbud = 50 %',
    html: html.replace('One', 'Ett <b>tilbud</b>'),
    text: `Ett tilbud\n.\n${text}`,
  };
  expect(await editDraft(weeks.app, id, edit, 'kari')).toMatchObject({ editedBy: 'kari' });
  expect(mails()).toEqual([]);
  await closeTask(weeks.app, id, deed('approve'), 'rep');
  await weeks.passUntil(later(3));
  expect(mails()).toHaveLength(2);
  const [first, second] = await Promise.all(mails().map(({ raw }) => PostalMime.parse(raw)));
  expect(first).toMatchObject({ subject: edit.subject });
  expect(first?.html).toContain('Ett <b>tilbud</b>');
  expect(first?.text).toContain('Ett tilbud\n.\n');
  expect(mails()[0]?.raw.toString('latin1')).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`);
  expect(second?.subject).toBe(`Re: ${edit.subject}`);
  expect(await types()).toEqual(expect.arrayContaining(['mail.edited', 'mail.approved']));
  const touches = await readTouches(weeks.app.db, enrolmentId);
  expect(touches.map(({ status }) => status)).toEqual(['sent', 'sent']);
  await expect(editDraft(weeks.app, id, { subject: 'Late' }, 'rep')).rejects.toMatchObject({
    code: 'task_closed',
  });
});

test.each([
  [{ subject: 'Hello\r\nBcc: everybody@example.com' }, 'invalid_subject'],
  [{ subject: 'Hello\u2028there' }, 'invalid_subject'],
  [{ subject: '  ' }, 'invalid_subject'],
  [{ html: '<p>No link</p>', text: 'No link' }, 'no_opt_out_link'],
  [{ text: 'No link' }, 'no_opt_out_link'],
  [{ html: '<p>Alone</p>' }, 'text_needed'],
])('an edit that no mail would pass is refused: %j', async (edit, code) => {
  const { id } = await waiting();
  const before = await showDraft(weeks.app, id);
  await expect(editDraft(weeks.app, id, edit, 'rep')).rejects.toMatchObject({ code });
  expect(await showDraft(weeks.app, id)).toEqual(before);
});

test('nor is one so long that Gmail hides the opt-out link', async () => {
  const { id } = await waiting();
  const { html, text } = await showDraft(weeks.app, id);
  const edit = { html: `${'ø'.repeat(40_000)}${html}`, text };
  await expect(editDraft(weeks.app, id, edit, 'rep')).rejects.toMatchObject({
    code: 'html_too_large',
  });
});

test('nobody decides: it is asked for again and again, and waits', async () => {
  const { enrolmentId, id, task, mails, types } = await waiting();
  const first = (await task()).dueAt;
  expect(first).not.toBeNull();
  await weeks.passUntil(later(12));
  await reconcile(weeks.app);
  const reminded = await task();
  expect(reminded).toMatchObject({ id, status: 'open' });
  expect(reminded.dueAt?.getTime()).toBeGreaterThan(weeks.now().getTime());
  expect(Number(reminded.data.reminders)).toBeGreaterThan(0);
  expect((await types()).filter((type) => type === 'approval.reminded')).toHaveLength(
    Number(reminded.data.reminders),
  );
  expect(mails()).toEqual([]);
  await closeTask(weeks.app, id, deed('approve'), 'rep');
  await weeks.passUntil(later(3));
  expect(mails()).toHaveLength(2);
  expect(await readEnrolment(weeks.app.db, enrolmentId)).toMatchObject({
    state: { status: 'completed' },
  });
});

test('nobody decides, and the cadence says skip: it goes on without the mail', async () => {
  const { enrolmentId, mails, task } = await waiting('skips');
  await weeks.passUntil(later(5));
  await reconcile(weeks.app);
  await weeks.passUntil(later(5));
  expect((await task()).status).toBe('skipped');
  const touches = await readTouches(weeks.app.db, enrolmentId);
  expect(touches.map(({ step, status }) => [step, status])).toEqual([
    ['offer', 'skipped'],
    ['after', 'sent'],
  ]);
  expect(mails()).toHaveLength(1);
});

test('rejected, it is left out', async () => {
  const { id, mails } = await waiting();
  await closeTask(weeks.app, id, deed('reject'), 'rep');
  await weeks.passUntil(later(3));
  expect(mails().map(({ subject }) => subject)).toEqual(['Again']);
});
