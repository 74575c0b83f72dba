/** The word of one person holds the others of the company: whom, until when, and what ends it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { releaseCompany } from '../../../src/app/enrolments/release-holds.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { listHolds } from '../../../src/store/company-holds.ts';
import { type Companies, newDomain, openCompanies, startAt } from './held-companies.ts';
import { orders } from './trials.ts';

const rule = `
  on: [reply, objection, meeting_booked, deal_won]
  domains: { nordlys.example: [aurora.example] }`;

let all: Companies;
let two: Companies;
beforeAll(async () => {
  [all, two] = await Promise.all([
    openCompanies(rule),
    openCompanies('{ on: [reply], for: 14 days }'),
  ]);
});
afterAll(() => Promise.all([all?.close(), two?.close()]));

const held = 'paused company_hold';

describe('whom it holds', () => {
  test('the others at the domain and its subdomains, and nobody else', async () => {
    const domain = newDomain();
    const emails = [`kari@${domain}`, `ola@${domain}`, `per@oslo.${domain}`];
    const ids = await all.ids([...emails, `x@x-${domain}`, `x@${newDomain()}`]);
    await all.tell(emails[0] ?? '', 'reply.received');
    expect(await all.stands(ids)).toEqual(['paused replied', held, held, 'active', 'active']);
    expect((await all.state(ids[1] ?? '')).dueAt).toBeNull();
  });

  test('the others of the account in the CRM, whatever their addresses', async () => {
    const accountId = randomUUID();
    const attributes = { accountId };
    const made = await all.enrolled('sale', [
      { email: `kari@${newDomain()}`, attributes },
      { email: `${randomUUID()}@gmail.com`, attributes },
      { email: `ola@${newDomain()}`, attributes: { accountId: `${accountId}0` } },
    ]);
    const [said, ...rest] = made.map(({ enrolmentId }) => enrolmentId);
    await all.tell('', 'reply.received', { match: { enrolmentId: said ?? '' } });
    expect(await all.stands(rest)).toEqual([held, 'active']);
  });

  test('the others at the domains that are listed as one company', async () => {
    const ids = await all.ids([`${randomUUID()}@nordlys.example`, `ola@oslo.aurora.example`]);
    await all.tell('ola@oslo.aurora.example', 'meeting.booked');
    expect(await all.stands(ids)).toEqual([held, 'paused meeting_booked']);
  });

  test('nobody at a public mail provider', async () => {
    const emails = [`${randomUUID()}@gmail.com`, `${randomUUID()}@gmail.com`];
    const ids = await all.ids(emails);
    await all.tell(emails[0] ?? '', 'reply.received');
    expect(await all.stands(ids)).toEqual(['paused replied', 'active']);
  });

  test('nobody for what is not listed, and each only once', async () => {
    const domain = newDomain();
    const ids = await all.ids([`kari@${domain}`, `ola@${domain}`]);
    await all.tell(`kari@${domain}`, 'reply.auto');
    expect(await all.stands(ids)).toEqual(['paused out_of_office', 'active']);
    for (const eventId of ['a', 'a', 'b']) {
      await all.tell(`kari@${domain}`, 'reply.received', { eventId: `${eventId} ${domain}` });
    }
    const paused = (await all.history(ids[1] ?? '')).filter(({ type }) => type.endsWith('paused'));
    expect(paused).toHaveLength(1);
  });

  test('two who say something in one call hold each other', async () => {
    const domain = newDomain();
    const emails = ['kari', 'ola', 'per'].map((name) => `${name}@${domain}`);
    const ids = await all.ids(emails);
    await Promise.all(emails.slice(0, 2).map((email) => all.tell(email, 'reply.received')));
    expect(await all.stands(ids)).toEqual(['paused replied', 'paused replied', held]);
    const states = await Promise.all(ids.map(all.state));
    expect(states.map((state) => state.held?.type)).toEqual(Array(3).fill('reply.received'));
  });
});

test('it says of whom it has heard what, and the word of a person whom it knows no more is told as such', async () => {
  const domain = newDomain();
  const [said = '', id = ''] = await all.ids([`kari@${domain}`, `ola@${domain}`]);
  const { id: eventId } = await all.tell(`kari@${domain}`, 'reply.objection', {
    category: 'price',
  });
  const { prospectId } = (await all.state(id)).held ?? {};
  expect((await all.history(id)).at(-1)).toMatchObject({
    type: 'enrolment.paused',
    data: {
      reason: 'company_hold',
      resumeAt: null,
      cause: { type: 'reply.objection', prospectId, eventId },
    },
  });
  expect(await explain(all.app, id)).toMatchObject({
    code: 'company_hold',
    summary: `It is paused (company_hold) until somebody resumes it, because of reply.objection of kari@${domain} (event ${eventId}, hold ${(await all.state(id)).held?.id}). Nothing is sent meanwhile.`,
  });
  expect(await all.stands([said])).toEqual(['active']);
});

describe('what it does not give way to', () => {
  const own = [
    ['reply.auto', { until: new Date('2026-11-27T00:00:00Z') }],
    ['reply.objection', { category: 'price' }],
    ['deal.stage_changed', { stage: 'closing' }],
  ] as const;

  test('what the held person says: the same state in any order, and held at its end', async () => {
    const told = [];
    for (const order of orders([...own, null])) {
      const domain = newDomain();
      const [, id = ''] = await all.ids([`kari@${domain}`, `ola@${domain}`]);
      for (const one of order) {
        if (one === null) await all.tell(`kari@${domain}`, 'reply.received');
        else await all.tell(`ola@${domain}`, one[0], one[1]);
      }
      const { held: hold, dueAt, ...state } = await all.state(id);
      expect([hold?.type, dueAt]).toEqual(['reply.received', null]);
      told.push(state);
    }
    expect(told[0]).toMatchObject({ status: 'paused', pauseReason: 'company_hold' });
    for (const state of told) expect(state).toEqual(told[0]);
  });

  test('the end of an absence', async () => {
    const domain = newDomain();
    const [, id = ''] = await two.ids([`kari@${domain}`, `ola@${domain}`]);
    await two.tell(`kari@${domain}`, 'reply.received');
    await two.tell(`ola@${domain}`, 'reply.auto', { until: new Date('2026-11-30T00:00:00Z') });
    expect(await two.stands([id])).toEqual(['paused out_of_office']);
    two.clock.set('2026-12-03T12:00:00Z');
    await reconcile(two.app);
    expect(await two.state(id)).toMatchObject({
      pauseReason: 'company_hold',
      resumeAt: '2026-12-09T09:00:00.000Z',
    });
    two.clock.set('2026-12-09T09:00:00Z');
    await reconcile(two.app);
    expect(await two.stands([id])).toEqual(['active']);
    expect((await two.state(id)).dueAt).toEqual(new Date('2026-12-09T09:00:00Z'));
    two.clock.set(startAt);
  });

  test('what was said longer ago than it lasts holds nobody', async () => {
    const domain = newDomain();
    const ids = await two.ids([`kari@${domain}`, `ola@${domain}`]);
    const occurredAt = new Date('2026-11-10T09:00:00Z');
    await two.tell(`kari@${domain}`, 'reply.received', { occurredAt });
    expect(await two.stands(ids)).toEqual(['paused replied', 'active']);
  });
});

describe('its end', () => {
  test('a person resumes one of them, and releases the others', async () => {
    const domain = newDomain();
    const emails = ['kari', 'ola', 'per', 'pål'].map(
      (name, n) => `${name === 'pål' ? 'p' : name}${n}@${domain}`,
    );
    const [said = '', ...ids] = await all.ids(emails);
    await all.tell(emails[0] ?? '', 'reply.received');
    await all.tell(emails[3] ?? '', 'reply.auto');
    await all.resume(ids[0] ?? '');
    expect(await all.stands(ids)).toEqual(['active', held, 'paused out_of_office']);
    const now = all.app.clock.now();
    const [hold] = await listHolds(all.app.db, { owners: null, before: null, limit: 1, now });
    expect(hold).toMatchObject({
      email: emails[0],
      companies: [`domain ${domain}`],
      enrolments: 2,
    });
    expect(await releaseCompany(all.app, hold?.id ?? '', 'ops', null)).toEqual({
      released: 1,
      enrolments: 2,
    });
    expect(await all.stands([said, ...ids])).toEqual([
      'paused replied',
      'active',
      'active',
      'paused out_of_office',
    ]);
    expect((await all.history(ids[1] ?? '')).map(({ type }) => type).slice(-2)).toEqual([
      'company.released',
      'enrolment.resumed',
    ]);
    expect((await all.state(ids[2] ?? '')).held).toBeUndefined();
    expect(await releaseCompany(all.app, hold?.id ?? '', 'ops', null)).toEqual({
      released: 0,
      enrolments: 0,
    });
    await expect(releaseCompany(all.app, randomUUID(), 'ops', null)).rejects.toMatchObject({
      code: 'unknown_hold',
    });
  });

  test('whoever another company holds, too, stays held', async () => {
    const [one, other] = [newDomain(), newDomain()];
    const attributes = { accountId: randomUUID() };
    const made = await all.enrolled('sale', [
      { email: `kari@${one}` },
      { email: `ola@${one}`, attributes },
      { email: `per@${other}`, attributes },
    ]);
    const [, both = ''] = made.map(({ enrolmentId }) => enrolmentId);
    await all.tell(`kari@${one}`, 'reply.received');
    await all.tell(`per@${other}`, 'meeting.booked');
    const { id = '' } = (await all.state(both)).held ?? {};
    const released = await releaseCompany(all.app, id, 'ops', null);
    expect(released).toEqual({ released: 1, enrolments: 0 });
    expect(await all.stands([both])).toEqual([held]);
    const { id: left = '' } = (await all.state(both)).held ?? {};
    expect(left).not.toBe(id);
    await releaseCompany(all.app, left, 'ops', null);
    expect(await all.stands([both])).toEqual(['active']);
  });

  test('what a crash has left over of a release', async () => {
    const domain = newDomain();
    const [, id = ''] = await all.ids([`kari@${domain}`, `ola@${domain}`]);
    await all.tell(`kari@${domain}`, 'reply.received');
    const { id: hold = '' } = (await all.state(id)).held ?? {};
    await all.app.db.query(
      `update company_holds set released_at = now(), released_by = 'ops' where id = $1`,
      [hold],
    );
    await reconcile(all.app);
    expect(await all.stands([id])).toEqual(['active']);
  });
});

describe('whoever is enrolled meanwhile', () => {
  test('is held from the start, and goes on when the company is released', async () => {
    const domain = newDomain();
    await all.ids([`kari@${domain}`]);
    await all.tell(`kari@${domain}`, 'reply.received');
    const [made] = await all.enrolled('sale', [{ email: `ola@${domain}` }]);
    expect(made).toMatchObject({ status: 'paused', step: 'one', dueAt: null });
    const id = made?.enrolmentId ?? '';
    const state = await all.state(id);
    expect(state).toMatchObject({ status: 'paused', pauseReason: 'company_hold', dueAt: null });
    expect((await all.history(id)).map(({ type }) => type)).toEqual([
      'enrolment.created',
      'stage.entered',
      'enrolment.paused',
    ]);
    await releaseCompany(all.app, state.held?.id ?? '', 'ops', null);
    expect((await all.state(id)).dueAt).toEqual(new Date('2026-11-26T09:00:00Z'));
    const [again] = await all.enrolled('sale', [{ email: `per@${domain}` }]);
    expect(again?.status).toBe('active');
  });

  test('takes no place in a cadence that lets so many start a day, and waits for one afterwards', async () => {
    const domain = newDomain();
    await all.ids([`kari@${domain}`]);
    await all.tell(`kari@${domain}`, 'reply.received');
    const ids = await all.ids([`ola@${domain}`, `ola@${newDomain()}`], 'few');
    expect(await all.stands(ids)).toEqual([held, 'active']);
    const { id = '' } = (await all.state(ids[0] ?? '')).held ?? {};
    await releaseCompany(all.app, id, 'ops', null);
    expect(await all.stands(ids)).toEqual(['pending', 'active']);
  });

  test('because of an event is held by what others have said, not by their own', async () => {
    const domain = newDomain();
    const people = [`kari@${domain}`, `ola@${domain}`];
    await all.ids(people);
    for (const email of people) await all.tell(email, 'deal.won');
    const { rows } = await all.app.db.query<{ email: string; pause_reason: string | null }>(
      `select p.email, e.pause_reason from enrolments e join prospects p on p.id = e.prospect_id
        where p.email = any($1) and e.cadence_key = 'care' order by p.email`,
      [people],
    );
    expect(rows.map(({ pause_reason: reason }) => reason)).toEqual([
      'company_hold',
      'company_hold',
    ]);
  });
});
