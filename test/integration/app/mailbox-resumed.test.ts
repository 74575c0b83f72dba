/** A mailbox and its waiting mails come back together or not at all. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { pauseByPerson, resumeByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { readMailbox } from '../../../src/store/mailboxes.ts';
import { somebody } from '../../helpers/system.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';

const minute = 60_000;
let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({ startAt: new Date('2026-09-01T08:00:00Z') });
});
afterAll(() => weeks?.close());

const soon = () => new Date(weeks.now().getTime() + minute);

test('a resume that breaks off leaves the mailbox paused, and the next one sends', async () => {
  const { app } = weeks;
  await pauseByPerson(app, 'default', 'the server moves');
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(app, 'smoke', { prospect: { email } });
  await weeks.passUntil(soon());
  const [waits] = await readTouches(app.db, enrolmentId);
  expect(waits).toMatchObject({ status: 'scheduled', reason: 'mailbox_paused' });
  expect(waits?.dueAt?.getTime()).toBeGreaterThan(soon().getTime());

  await app.db.query(`
    create function break_off() returns trigger language plpgsql as $$ begin raise 'broken off'; end $$;
    create trigger break_off before update on touches for each row execute function break_off()`);
  await expect(resumeByPerson(app, 'default')).rejects.toThrow('broken off');
  expect(await readMailbox(app.db, 'default')).toMatchObject({ status: 'paused' });
  await app.db.query('drop function break_off cascade');

  expect(await resumeByPerson(app, 'default')).toMatchObject({ status: 'active' });
  await weeks.passUntil(soon());
  expect(weeks.smtp.accepted.filter(({ to }) => to === email)).not.toEqual([]);
});
