/** What mailboxes say by themselves: soft bounces, faults of ours, absences and who takes over. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InboundEvent } from '../../../src/domain/event.ts';
import { readSuppressed } from '../../../src/store/suppressions.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { type Companies, newDomain, openCompanies } from './held-companies.ts';
import { orders } from './trials.ts';

let all: Companies;
beforeAll(async () => {
  all = await openCompanies('{ on: [deal_won] }');
});
afterAll(() => all?.close());

const onDay = (n: number) => new Date(Date.UTC(2026, 9, n, 9));

/** Somebody in two cadences. */
async function somebodyTwice() {
  const email = `kari@${newDomain()}`;
  const ids = [...(await all.ids([email])), ...(await all.ids([email], 'care'))];
  const soft = (on: number, more: Partial<InboundEvent> = {}) =>
    all.tell(email, 'email.bounced', {
      hard: false,
      occurredAt: onDay(on),
      code: '4.2.2',
      ...more,
    });
  const suppressed = async () => (await readSuppressed(all.app.db, [email])).size > 0;
  return { email, ids, soft, suppressed };
}

/** All that somebody is in, in words. */
async function standingOf(email: string): Promise<string> {
  const { rows } = await all.app.db.query<{ cadence: string; status: string; why: string | null }>(
    `select e.cadence_key as cadence, e.status, e.exit_reason as why
       from enrolments e join prospects p on p.id = e.prospect_id where p.email = $1`,
    [email],
  );
  const words = rows.map(({ cadence, status, why }) =>
    [cadence, status, why ?? ''].join(' ').trim(),
  );
  return words.toSorted().join(', ');
}

describe('soft bounces', () => {
  test('three end all enrolments of the address, which is not suppressed, and say why', async () => {
    const { email, ids, soft, suppressed } = await somebodyTwice();
    const receipts = [await soft(1), await soft(5), await soft(9)];
    expect(receipts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['ignored', 'soft_bounce'],
      ['ignored', 'soft_bounce'],
      ['applied', undefined],
    ]);
    for (const id of ids) {
      expect(await all.state(id)).toMatchObject({ status: 'exited', exitReason: 'bounced' });
      const types = (await all.history(id)).filter(({ type }) => type === 'bounces.limit_reached');
      expect(types.map(({ data }) => data)).toEqual([{ softBounces: 3, withinDays: 30 }]);
    }
    expect(await suppressed()).toBe(false);
    // They may be enrolled again; the next one is the third within the time once more.
    const [again = ''] = await all.ids([email]);
    expect(await all.stands([again])).toEqual(['active']);
    await soft(12);
    expect(await all.state(again)).toMatchObject({ exitReason: 'bounced' });
  });

  test('that a person has settled in between count, too', async () => {
    const { ids, soft } = await somebodyTwice();
    await soft(1);
    await soft(2);
    const [id = ''] = ids;
    await all.pause(id);
    await all.resume(id);
    await soft(3);
    expect(await all.state(id)).toMatchObject({ exitReason: 'bounced' });
  });

  test('end in the same state in any order, with an answer between them or after them', async () => {
    for (const [answer, expected] of [
      [2.5, ['paused out_of_office', 'paused out_of_office']],
      [4, ['exited', 'exited']],
    ] as const) {
      for (const order of orders([1, 2, 3, answer])) {
        const { email, ids, soft } = await somebodyTwice();
        for (const on of order) {
          if (on !== answer) await soft(on);
          else
            await all.tell(email, 'reply.auto', { occurredAt: onDay(on), until: onDay(on + 90) });
        }
        expect(await all.stands(ids), order.join(' ')).toEqual(expected);
      }
    }
  });

  test('end what a deal has led into in the meantime, in any order, unless an answer lies between', async () => {
    for (const [life, expected] of [
      [2.2, 'care active, care exited closed_won, sale exited closed_won'],
      [null, 'care exited bounced, care exited closed_won, sale exited closed_won'],
    ] as const) {
      const days = [1, 2, 3, 2.5, ...(life === null ? [] : [life])];
      const told = new Map<string, string>();
      for (const order of orders(days).filter((_, n) => n % 5 === 0)) {
        const { email, soft } = await somebodyTwice();
        for (const on of order) {
          const occurredAt = onDay(on);
          if (on === 2.5) await all.tell(email, 'deal.won', { occurredAt });
          else if (on === life) await all.tell(email, 'reply.auto', { occurredAt });
          else await soft(on);
        }
        told.set(await standingOf(email), order.join(' '));
      }
      expect([...told]).toEqual([[expected, expect.any(String)]]);
    }
  });

  test('reported twice are one; a fault of ours is none, and suppresses nobody though it is called hard', async () => {
    const { ids, soft, suppressed } = await somebodyTwice();
    const [receipt] = [
      await soft(1, { hard: true, code: '5.7.515' }),
      await soft(2, { reason: 'blocked' }),
      await soft(3, { reason: 'spam_detected' }),
    ];
    expect(receipt).toMatchObject({ outcome: 'ignored', reason: 'sender_fault' });
    const mail = { messageId: `<${ids[0]}@fjord.example>` };
    for (const on of [4, 5, 6]) await soft(on, { match: { ...mail, enrolmentId: ids[0] ?? '' } });
    expect(await all.stands(ids)).toEqual(['active', 'active']);
    expect(await suppressed()).toBe(false);
    const heard = (await all.history(ids[1] ?? '')).find(({ type }) => type === 'email.bounced');
    expect(heard?.data).toMatchObject({ hard: false, code: '5.7.515' });
  });

  test('several at once, each in a call of its own', async () => {
    const { ids, soft } = await somebodyTwice();
    await Promise.all([1, 2, 3, 4].map((on) => soft(on)));
    for (const id of ids) expect(await all.state(id)).toMatchObject({ exitReason: 'bounced' });
  });
});

describe('an absence', () => {
  const deputy = { name: '{{prospect.email}} Berg', address: 'ola@deputies.example' };

  test('ends with the business day after the return, in the country of the prospect', async () => {
    const [made] = await all.enrolled('sale', [{ email: `kari@${newDomain()}`, country: 'NO' }]);
    const id = made?.enrolmentId ?? '';
    // Christmas Eve is a Thursday: after Christmas comes a Monday.
    const until = new Date('2026-12-24T00:00:00Z');
    await all.tell('', 'reply.auto', { match: { enrolmentId: id }, until });
    expect(await all.state(id)).toMatchObject({
      pauseReason: 'out_of_office',
      resumeAt: '2026-12-27T23:00:00.000Z',
    });
  });

  test('suggests once who takes over, and enrols nobody', async () => {
    const { email, ids } = await somebodyTwice();
    for (const eventId of [email, email]) await all.tell(email, 'reply.auto', { eventId, deputy });
    const tasks = await Promise.all(
      ids.map((enrolmentId) => listTasks(all.app.db, { enrolmentId, limit: 10 })),
    );
    expect(tasks.flat().map(({ kind, title, data }) => ({ kind, title, data }))).toEqual([
      {
        kind: 'suggestion',
        title: `${email} is away: {{prospect.email}} Berg <ola@deputies.example> takes over`,
        data: { deputy },
      },
    ]);
    const { rows } = await all.app.db.query('select from prospects where address = $1', [
      deputy.address,
    ]);
    expect(rows).toEqual([]);
  });
});
