/** Who is let into a cadence, whoever asks: one person, a list, an event, a switch, many at once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runImport } from '../../../src/app/enrolling/import.ts';
import { undoImport } from '../../../src/app/enrolling/undo-import.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { switchEnrolment } from '../../../src/app/enrolments/switch-enrolment.ts';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { listEnrolments } from '../../../src/store/enrolments.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { type Doors, openDoors, startAt } from './entry-doors.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors?.close());

describe('again into the same cadence', () => {
  test('without rules as often as anybody likes', async () => {
    const { email } = somebody();
    await doors.into('open', email);
    expect(await doors.refusal('open', email)).toBeNull();
  });

  test('not while they are in it', async () => {
    const { email } = somebody();
    const { enrolmentId } = await doors.into('again', email);
    expect(await doors.refusal('again', email)).toEqual([
      'already_enrolled',
      '… is in again already.',
      undefined,
    ]);
    await changeEnrolment(doors.app, enrolmentId, { do: 'pause', until: null }, 'rep');
    expect((await doors.refusal('again', email))?.[0]).toBe('already_enrolled');
    await doors.end(enrolmentId);
    expect(await doors.refusal('again', email)).toBeNull();
  });

  test('once', async () => {
    const { email } = somebody();
    const { enrolmentId } = await doors.into('once', email);
    expect((await doors.refusal('once', email))?.[0]).toBe('already_enrolled');
    await doors.end(enrolmentId);
    expect(await doors.refusal('once', email)).toEqual([
      'not_reenterable',
      '… has been in once, which takes nobody twice.',
      undefined,
    ]);
  });

  test('an import that was taken back before anything was sent has not been', async () => {
    const { email } = somebody();
    const lines = async function* () {
      yield { line: 2, row: { prospect: { email } } };
    };
    const request = { cadence: 'all', lines: lines(), by: 'test' };
    const { importId } = await runImport(doors.app, request);
    await undoImport(doors.app, importId ?? '', 'rep', seesAll);
    expect(await doors.refusal('all', email)).toBeNull();
  });

  test.each(['deal.won', 'a person'])('whom %s had ended before has been', async (by) => {
    const [own, colleagues] = [somebody(), somebody()];
    const lines = async function* () {
      yield { line: 2, row: { prospect: own, owner: 'kari@firm.no' } };
      yield { line: 3, row: { prospect: colleagues, owner: 'ola@firm.no' } };
    };
    const request = { cadence: 'once', lines: lines(), by: 'test' };
    const { importId } = await runImport(doors.app, request);
    if (by === 'a person') {
      const live = await doors.live('once');
      await doors.end(live.find((one) => one.owner === 'ola@firm.no')?.id ?? '');
    } else await tell(doors.app, colleagues.email, 'deal.won');
    const kari = { keyId: null, owners: ['kari@firm.no'], own: 'kari@firm.no' };
    expect(await undoImport(doors.app, importId ?? '', 'rep', kari)).toMatchObject({ undone: 1 });
    expect(await doors.refusal('once', own.email)).toBeNull();
    expect((await doors.refusal('once', colleagues.email))?.[0]).toBe('not_reenterable');
  });

  test('what was sent before it was taken back has been', async () => {
    const { email } = somebody();
    const lines = async function* () {
      yield { line: 2, row: { prospect: { email } } };
    };
    const request = { cadence: 'once', lines: lines(), by: 'test' };
    const { importId } = await runImport(doors.app, request);
    await doors.app.db.query(
      `update touches t set status = 'sent' from enrolments e where e.id = t.enrolment_id and e.import_id = $1`,
      [importId],
    );
    await undoImport(doors.app, importId ?? '', 'rep', seesAll);
    expect((await doors.refusal('once', email))?.[0]).toBe('already_enrolled');
  });
});

test('nobody who is in another cadence: the message names it, and the other one does not mind', async () => {
  const { email } = somebody();
  const { enrolmentId } = await doors.into('other', email);
  expect(await doors.refusal('alone', email)).toEqual([
    'already_enrolled',
    '… is in other, and alone takes nobody who is in another cadence.',
    undefined,
  ]);
  await doors.end(enrolmentId);
  expect(await doors.refusal('alone', email)).toBeNull();
  expect(await doors.refusal('other', email)).toBeNull();
  // Itself is no other one.
  await Promise.all((await doors.live('other')).map(({ id }) => doors.end(id)));
  expect(await doors.refusal('alone', email)).toBeNull();
});

test('a cooldown counts from the last end in any cadence, by the calendar where the person is', async () => {
  doors.clock.set('2026-10-20T10:30:00Z');
  const { email } = somebody();
  const first = await doors.into('other', email);
  const second = await doors.into('open', email);
  await doors.end(first.enrolmentId);
  doors.clock.set('2026-10-21T10:30:00Z');
  await doors.end(second.enrolmentId);
  // Fourteen days on the wall clock, over the end of summer time.
  const acceptedFrom = new Date('2026-11-04T11:30:00Z');
  expect(await doors.refusal('calm', email)).toEqual([
    'in_cooldown',
    '… is taken by calm from 2026-11-04 12:30 (Europe/Oslo) on, 14 days after the end of their last cadence.',
    acceptedFrom,
  ]);
  doors.clock.set(new Date(acceptedFrom.getTime() - 1));
  expect((await doors.refusal('calm', email))?.[0]).toBe('in_cooldown');
  doors.clock.set(acceptedFrom);
  expect(await doors.refusal('calm', email)).toBeNull();
  doors.clock.set(startAt);
});

describe('what leads there is no reason to wait', () => {
  test('an enrolment that an event has ended', async () => {
    const { email } = somebody();
    const { prospectId } = await doors.into('open', email);
    await tell(doors.app, email, 'deal.won');
    const all = await listEnrolments(doors.app.db, { prospectId, limit: 10 });
    expect(all.map(({ cadence: key }) => key).sort()).toEqual(['calm', 'open']);
  });

  test('but another one that has ended is, and then it says so', async () => {
    const { email } = somebody();
    const before = await doors.into('other', email);
    const { enrolmentId, prospectId } = await doors.into('open', email);
    await doors.end(before.enrolmentId);
    await tell(doors.app, email, 'deal.won');
    const all = await listEnrolments(doors.app.db, { prospectId, limit: 10 });
    expect(all.map(({ cadence: key }) => key).sort()).toEqual(['open', 'other']);
    const timeline = await readTimeline(doors.app.db, enrolmentId, null, 50);
    expect(timeline.find(({ type }) => type === 'enrolment.refused')?.data).toEqual({
      cadence: 'calm',
      code: 'in_cooldown',
      acceptedFrom: '2026-12-09T09:00:00.000Z',
    });
  });

  test('the one that a person switches from; where the other refuses, nothing has happened', async () => {
    const { email } = somebody();
    const { enrolmentId } = await doors.into('other', email);
    const switched = await switchEnrolment(doors.app, enrolmentId, { cadence: 'calm' }, 'rep');
    await doors.into('other', email);
    const back = switchEnrolment(doors.app, switched.enrolmentId, { cadence: 'alone' }, 'rep');
    await expect(back).rejects.toMatchObject({ code: 'already_enrolled' });
    expect((await doors.live('calm')).map(({ id }) => id)).toContain(switched.enrolmentId);
  });
});

test('who gets no mail at all is told that first', async () => {
  const [suppressed, erased] = [somebody(), somebody()];
  const made = await Promise.all([
    doors.into('all', suppressed.email),
    doors.into('once', erased.email),
  ]);
  await suppress(doors.app, { value: suppressed.email, reason: 'manual', source: 'test' });
  await eraseProspect(doors.app, made[1].prospectId);
  expect((await doors.refusal('all', suppressed.email))?.[0]).toBe('suppressed');
  expect((await doors.refusal('once', erased.email))?.[0]).toBe('erased');
  expect((await doors.refusal('once', 'nobody'))?.[0]).toBe('invalid_address');
});

test('one person fifty times at once, once', async () => {
  const { email } = somebody();
  const codes = await Promise.all(Array.from({ length: 50 }, () => doors.refusal('once', email)));
  expect(codes.filter((one) => one === null)).toHaveLength(1);
  expect(codes.filter((one) => one?.[0] === 'already_enrolled')).toHaveLength(49);
});
