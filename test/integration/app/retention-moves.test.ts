import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { type EditedSystem, openEdited } from '../../helpers/edited.ts';
import { cadenceOf } from '../../helpers/editing.ts';
import { retentionOn } from './kept-people.ts';

let edited: EditedSystem;
let on: ReturnType<typeof retentionOn>;
beforeAll(async () => {
  edited = await openEdited();
  on = retentionOn(edited.system);
});
afterAll(() => edited?.close());

/** Somebody who has got a mail, which an edit then makes the last one. */
async function endedByEdit() {
  const id = await edited.after(1);
  await edited.publishNow(cadenceOf('edited', ['one']));
  expect(await edited.look(id)).toMatchObject({ state: { status: 'completed' } });
  return id;
}

test('an enrolment that an edit has ended goes on in its thread once the edit is taken back', async () => {
  const { db } = edited.system.app;
  const id = await endedByEdit();
  await db.query(`update enrolments set thread_subject = 'Kept' where id = $1`, [id]);
  const touch = 'select id from touches where enrolment_id = $1';
  await db.query(`update touches set subject = 'Gone' where enrolment_id = $1`, [id]);
  await db.query(
    `insert into mail_drafts (touch_id, subject, html, text, unsubscribe_url) select id, 'Kept', '', '', '' from (${touch} limit 1) t`,
    [id],
  );
  const kept = async () =>
    (
      await db.query(
        `select e.thread_subject as thread,
                (select max(subject) from touches where enrolment_id = e.id) as subject,
                (select count(*)::int from mail_drafts where touch_id in (${touch})) as drafts
           from enrolments e where e.id = $1`,
        [id],
      )
    ).rows[0];
  await on.forget(on.after(101, ['rendered_mails']));
  expect(await kept()).toEqual({ thread: 'Kept', subject: null, drafts: 1 });
  await edited.inverse('rollback');
  expect(await edited.look(id)).toMatchObject({ state: { status: 'active', cursor: 'two' } });

  await db.query(`update enrolments set status = 'completed', ended_at = now() where id = $1`, [
    id,
  ]);
  await on.forget(on.after(201, ['rendered_mails']));
  expect(await kept()).toEqual({ thread: null, subject: null, drafts: 0 });
});

test('who has answered since an edit has ended the cadence is not put back when the answer was due to go', async () => {
  const { app } = edited.system;
  const id = await endedByEdit();
  const key = { source: 'crm', eventId: `reply ${id}`, type: 'reply.received' } as const;
  const said = { ...key, occurredAt: new Date() };
  await createEventReceiver(app)([{ ...said, event: { ...said, match: { enrolmentId: id } } }]);
  await on.forget(on.after(101, ['events', 'receipts']));
  await edited.inverse('rollback');
  expect(await readEnrolment(app.db, id)).toMatchObject({ state: { status: 'completed' } });
});
