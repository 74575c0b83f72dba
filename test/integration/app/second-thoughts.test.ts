/** What the page behind an opt-out link may take back, and what not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { readSuppressionReason } from '../../../src/store/suppressions.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { linkedIn, twoMails } from './linked-people.ts';

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: { 'mails.yaml': twoMails('mails'), 'more.yaml': twoMails('more') },
  });
});
afterAll(() => weeks?.close());

const later = (days: number) => new Date(weeks.now().getTime() + days * 86_400_000);
const stateOf = async (id: string) => (await readEnrolment(weeks.app.db, id))?.state;

test.each([
  ['in the same hour', 0],
  ['five days later', 5],
])('an opt-out by one link is not lifted by another, %s', async (_when, days) => {
  const one = await linkedIn(weeks);
  const other = await linkedIn(weeks, 'more', one.email);
  await one.choose('all');
  weeks.skipTo(later(days));
  expect(await other.choose('all')).toMatchObject({ scope: 'all', takeBack: null });
  expect(await other.takeBack()).toMatchObject({ scope: 'all', takeBack: null });
  expect(await readSuppressionReason(weeks.app.db, one.email)).toBe('opted_out');
  expect(await one.standing()).toMatchObject({ scope: 'all', takeBack: null });
  for (const id of [one.id, other.id]) {
    expect(await stateOf(id)).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  }
});
