/** Side roads, by the mail server's log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTasks } from '../../../src/store/tasks.ts';
import { tell } from '../../helpers/telling.ts';
import { day, openSale, type SaleWeeks } from './sale-weeks.ts';

let sale: SaleWeeks;
let weeks: SaleWeeks['weeks'];
beforeAll(async () => {
  sale = await openSale();
  weeks = sale.weeks;
});
afterAll(() => weeks?.close());

describe('an objection leads into its track', () => {
  test('which goes back to where it came from, with the distance that the cadence wants', async () => {
    const one = await sale.begin();
    await one.until(4);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    expect(await one.state()).toMatchObject({ track: 'price', stage: 'objection-handling' });
    await one.until(30);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['needs', 3],
      ['price-1', day(4, 2)],
      ['price-2', day(6, 2)],
      ['story', day(9, 2)],
      ['offer', day(12, 2)],
      ['bye', day(15, 2)],
    ]);
    expect(await one.state()).toMatchObject({ status: 'completed', track: null });
  });

  test('which ends it', async () => {
    const one = await sale.begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'authority' });
    await one.until(30);
    expect(one.mails().map(([step]) => step)).toEqual(['hello', 'authority-1', 'authority-2']);
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'objection' });
  });

  test('which goes on at a later stage', async () => {
    const one = await sale.begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'competitor' });
    await one.until(30);
    expect(one.mails()).toEqual([
      ['hello', 0],
      ['competitor-1', day(1, 2)],
      ['competitor-2', day(3, 2)],
      ['offer', day(6, 2)],
      ['bye', day(9, 2)],
    ]);
  });

  test('but never backwards', async () => {
    const one = await sale.begin();
    await one.until(10);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'competitor' });
    await one.until(30);
    const sent = one.mails().map(([step]) => step);
    expect(sent).toEqual([
      'hello',
      'needs',
      'story',
      'offer',
      'competitor-1',
      'competitor-2',
      'bye',
    ]);
  });

  test('a second one inside it changes over; the place in the cadence stays', async () => {
    const one = await sale.begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    await one.until(2);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'timing', until: one.on(5) });
    expect(await one.state()).toMatchObject({ status: 'paused', track: 'timing' });
    await one.until(40);
    expect(one.mails().slice(0, 5)).toEqual([
      ['hello', 0],
      ['price-1', day(1, 2)],
      ['timing-1', 5],
      ['timing-2', 7],
      ['needs', 10],
    ]);
  });

  test('the same one inside it changes nothing; after it, a person answers, and no mail of it goes out twice', async () => {
    const one = await sale.begin();
    await one.until(1);
    const again = () => tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    await again();
    await one.until(2);
    expect(await again()).toMatchObject({ outcome: 'ignored', reason: 'outranked' });
    await one.until(4);
    expect(await again()).toMatchObject({ outcome: 'applied' });
    expect(await one.state()).toMatchObject({ status: 'paused', pauseReason: 'objection' });
    const [task] = await listTasks(weeks.app.db, {
      status: 'open',
      enrolmentId: one.enrolmentId,
      limit: 1,
    });
    expect(task).toMatchObject({ kind: 'objection' });
    await one.act({ do: 'resume' });
    await one.until(40);
    const sent = one.mails().map(([step]) => step);
    expect(sent).toEqual(['hello', 'price-1', 'price-2', 'needs', 'story', 'offer', 'bye']);
  });

  test('a reply in it pauses it there', async () => {
    const one = await sale.begin();
    await one.until(1);
    await tell(weeks.app, one.email, 'reply.objection', { category: 'price' });
    await one.until(2);
    await tell(weeks.app, one.email, 'reply.received');
    await one.until(20);
    expect(await one.state()).toMatchObject({ status: 'paused', track: 'price' });
    expect(one.mails()).toHaveLength(2);
    await one.act({ do: 'resume' });
    await one.until(24);
    expect(one.mails().slice(2)).toEqual([
      ['price-2', 20],
      ['needs', 23],
    ]);
  });
});
