/** A few days of a house, in which something of all that reports count has happened. */
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, type TestHttp } from '../http/open-http.ts';
import { deskOn } from './desk.ts';

/** A cadence whose first mail has two variants. */
export const varied = `
key: varied
title: Varied
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - id: hello
    stage: prospecting
    email: { variants: [{ id: short, weight: 1, template: smoke/one }, { id: long, weight: 1, template: smoke/two }] }
  - { id: later, stage: closing, after: 30 hours, email: { template: smoke/two } }
on: { reply: { pause: true }, objection: { default: { pause: true, task: { kind: objection, title: Meet it } } },
      deal_won: { exit: closed_won }, deal_lost: { exit: closed_lost } }
`;

/** Has eight people go through `varied`, and two through `calls`, by turns of two owners; one of them is nobody's. */
export async function liveThrough(http: TestHttp, [one, other]: readonly [string, string]) {
  const on = deskOn(http);
  const people: Awaited<ReturnType<typeof on.enrolled>>[] = [];
  for (let nth = 0; nth < 8; nth += 1) {
    const owner = nth === 7 ? {} : { owner: nth % 2 === 0 ? one : other };
    people.push(await on.enrolled('varied', owner));
  }
  await waitFor('all mails', async () => {
    const { rows } = await http.system.app.db.query<{ sent: number }>(
      `select count(*)::int as sent from touches where status = 'sent' and enrolment_id = any($1::uuid[])`,
      [people.map(({ id }) => id)],
    );
    return rows[0]?.sent === people.length ? true : undefined;
  });
  const tell = (type: string, nth: number, more: object = {}) =>
    http.webhook(eventOf(type, { enrolmentId: people[nth]?.id, ...more }));
  const close = (task: string, how: 'complete' | 'skip', body: object = {}) =>
    http.call('POST', `/v1/tasks/${task}/${how}`, { as: 'rep', body });
  await tell('reply.received', 0, { text: 'Tell me more.' });
  await tell('meeting.booked', 0);
  await tell('deal.won', 0);
  await tell('reply.objection', 1, { category: 'price', text: 'Too dear.' });
  await tell('reply.objection', 2, { category: 'price', text: 'Far too dear.' });
  await tell('deal.lost', 2);
  await tell('email.bounced', 3, { hard: true });
  await tell('email.complained', 4);
  await tell('reply.received', 5, { text: 'Hm.' });
  await close(await on.taskOf(people[5]?.id ?? '', 'triage'), 'complete', { outcome: 'positive' });
  await close(await on.taskOf(people[1]?.id ?? '', 'objection'), 'complete');
  const skipped = await on.enrolled('calls', { owner: one });
  await close(await on.taskOf(skipped.id, 'call'), 'skip');
  await on.taskOf(skipped.id, 'approval');
  await on.taskOf((await on.enrolled('calls', { owner: one })).id, 'call');
  return people;
}
