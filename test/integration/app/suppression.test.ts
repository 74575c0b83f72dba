/** Who is suppressed gets no mail: in every spelling, at every moment. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { suppress } from '../../../src/app/people/suppress.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readProspectByAddress } from '../../../src/store/prospects.ts';
import { deleteSuppression, listSuppressions } from '../../../src/store/suppressions.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import type { Behaviour } from '../../helpers/smtp.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const cadence = (key: string) => `
key: ${key}
title: Mails
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 2 days, email: { template: smoke/two } }
`;

const slow = new Set<string>();
let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    behave: (to): Behaviour => (slow.has(to) ? { stallMs: 500 } : 'accept'),
    cadences: { 'mails.yaml': cadence('mails'), 'more.yaml': cadence('more') },
  });
});
afterAll(() => weeks?.close());

const later = (days: number) => new Date(weeks.now().getTime() + days * 86_400_000);
const stop = (value: string, reason = 'manual') =>
  suppress(weeks.app, { value, reason, source: 'test' });
const enrolIn = (key: string, email: string) => enrolOne(weeks.app, key, { prospect: { email } });
const codeOf = (email: string) =>
  enrolIn('mails', email).then(
    () => null,
    (error: { readonly code?: string }) => error.code,
  );
const stateOf = async (id: string) => (await readEnrolment(weeks.app.db, id))?.state;

describe('an address in another spelling is the same one', () => {
  test.each([
    ['KARI-#@Example.NO', 'kari-#@example.no'],
    ['  kari-#@example.no\t', 'Kari-#@EXAMPLE.no'],
    ['kari-#@blåbær.no', 'KARI-#@xn--blbr-roah.no'],
    ['kari-#@XN--blbr-ROAH.no', 'kari-#@BLÅBÆR.no'],
    ['kari-#@straße.example', 'kari-#@xn--strae-oqa.example'],
    ['kari-#@例え.jp', 'kari-#@xn--r8jz45g.jp'],
    ['kåre-#@example.no', 'KA\u030aRE-#@example.no'],
    ['kari+news-#@example.no', 'Kari+News-#@example.no'],
    ["o'brien-#@example.ie", "O'Brien-#@example.ie"],
  ])('%s and %s', async (told, given) => {
    const mark = randomUUID().slice(0, 8);
    await stop(told.replace('#', mark));
    expect(await codeOf(given.replace('#', mark))).toBe('suppressed');
  });

  test('but a tag makes another one: whose it is only the receiving server knows', async () => {
    const mark = randomUUID();
    await stop(`${mark}+a@example.no`);
    expect(await codeOf(`${mark}@example.no`)).toBeNull();
    expect(await codeOf(`${mark}+b@example.no`)).toBeNull();
    expect(await codeOf(`${mark}+A@example.no`)).toBe('suppressed');
  });
});

describe('a domain', () => {
  test.each([
    ['#.Example', 'kari@#.EXAMPLE'],
    ['#blåbær.no', 'kari@#blåbær.no'],
    ['@#.example', 'kari@#.example'],
    ['*@#.Example', 'kari@#.example'],
  ])('%s stops %s', async (told, given) => {
    const mark = randomUUID().slice(0, 8);
    await stop(told.replace('#', mark));
    expect(await codeOf(given.replace('#', mark))).toBe('blocked_domain');
    expect(await codeOf(`kari@other-${mark}.example`)).toBeNull();
  });

  test("stops all under it, however deep, and never a domain that is nobody's", async () => {
    const mark = `${randomUUID()}.example`;
    const { enrolmentId } = await enrolIn('mails', `ola@a.b.c.d.${mark}`);
    expect(await stop(mark)).toMatchObject({ ended: 1 });
    expect(await stateOf(enrolmentId)).toMatchObject({ status: 'exited' });
    expect(await codeOf(`kari@sales.${mark}`)).toBe('blocked_domain');
    await expect(stop('co.uk')).rejects.toMatchObject({ code: 'public_suffix' });
    const below = `sub.${randomUUID()}.example`;
    await stop(below);
    expect(await codeOf(`kari@${below.slice(4)}`)).toBeNull();
  });

  test('that covers theirs is found by the claim', async () => {
    const domain = `${randomUUID()}.example`;
    const email = `kari@sales.${domain}`;
    await enrolIn('mails', email);
    await weeks.app.db.query(
      `insert into suppressions (value, reason, source, created_at) values ($1, 'manual', 'sql', now())`,
      [domain],
    );
    await weeks.passUntil(later(5));
    expect(lettersTo(weeks.smtp, email)).toEqual([]);
  });

  test('does not stop what is only called like it', async () => {
    const mark = `${randomUUID()}.example`;
    await stop(mark);
    for (const email of [`kari@not${mark}`, `kari@${mark}.no`, `${mark}@example.no`]) {
      expect(await codeOf(email)).toBeNull();
    }
  });

  test.each(['', '@', 'a@b@c.no', 'example', '*@*.no', 'a b.no', 'x\ny.no', '%', '127.0.0.1'])(
    '%j is neither',
    async (value) => {
      await expect(stop(value)).rejects.toMatchObject({ code: 'invalid_address' });
    },
  );
});

describe('whoever is in cadences', () => {
  test.each(['address', 'domain'])('gets nothing more, suppressed by %s', async (by) => {
    const domain = `${randomUUID()}.example`;
    const email = `kari@${domain}`;
    const ids = [await enrolIn('mails', email), await enrolIn('more', email)];
    await weeks.passUntil(later(1));
    const done = await stop(by === 'address' ? email.toUpperCase() : domain, 'opted_out');
    expect(done).toMatchObject({ ended: 2, inFlight: false });
    await weeks.passUntil(later(10));
    expect(lettersTo(weeks.smtp, email)).toHaveLength(2);
    for (const { enrolmentId } of ids) {
      expect(await stateOf(enrolmentId)).toMatchObject({
        status: 'exited',
        exitReason: 'opted_out',
      });
    }
  });

  test('and has a mail on the queue: it is not sent', async () => {
    const { email } = somebody();
    const { enrolmentId } = await enrolIn('mails', email);
    await dispatchDue(weeks.app);
    expect(await readTouches(weeks.app.db, enrolmentId)).toMatchObject([{ status: 'queued' }]);
    await stop(email);
    await weeks.passUntil(later(5));
    expect(lettersTo(weeks.smtp, email)).toEqual([]);
  });

  test('is found by the claim too, should the list have been changed behind our back', async () => {
    const { email } = somebody();
    const { enrolmentId } = await enrolIn('mails', email);
    await weeks.app.db.query(
      `insert into suppressions (value, reason, source, created_at) values ($1, 'complained', 'sql', now())`,
      [email],
    );
    await weeks.passUntil(later(5));
    expect(lettersTo(weeks.smtp, email)).toEqual([]);
    expect(await stateOf(enrolmentId)).toMatchObject({ exitReason: 'complained' });
    const told = await readTimeline(weeks.app.db, enrolmentId, null, 50);
    expect(told).toContainEqual(
      expect.objectContaining({
        type: 'touch.skipped',
        data: expect.objectContaining({ reason: 'suppressed' }),
      }),
    );
  });

  test('and has a mail in the air: the answer comes when it has landed', async () => {
    const { email } = somebody();
    slow.add(email);
    const { enrolmentId } = await enrolIn('mails', email);
    const passing = weeks.passUntil(later(5));
    const { db } = weeks.app;
    await waitFor('the hand-over', async () => {
      const [touch] = await readTouches(db, enrolmentId);
      return touch?.status === 'handing_over';
    });
    expect(await stop(email)).toMatchObject({ ended: 1, inFlight: false });
    expect(lettersTo(weeks.smtp, email)).toHaveLength(1);
    await passing;
    expect(lettersTo(weeks.smtp, email)).toHaveLength(1);
  });

  test('or is enrolled at the same moment: no mail after the answer', async () => {
    const domain = `${randomUUID()}.example`;
    const emails = Array.from({ length: 60 }, (_, n) => `n${n}@${domain}`);
    const enrolling = emails.map((email) => codeOf(email));
    await stop(domain, 'manual');
    const codes = await Promise.all(enrolling);
    await weeks.passUntil(later(5));
    expect(weeks.smtp.accepted.filter(({ to }) => to.endsWith(domain))).toEqual([]);
    expect(new Set(codes).size).toBeLessThanOrEqual(2);
    expect(await codeOf(`late@${domain}`)).toBe('blocked_domain');
  });
});

test('of a refused person nothing is written', async () => {
  const { email } = somebody();
  await stop(email);
  await codeOf(email);
  expect(await readProspectByAddress(weeks.app.db, email)).toBeNull();
});

test('the strongest reason stays, and the note with it', async () => {
  const { email } = somebody();
  const { app } = weeks;
  await suppress(app, { value: email, reason: 'manual', source: 'ola', note: 'asked by phone' });
  await stop(email, 'bounced');
  await stop(email, 'opted_out');
  await stop(email, 'bounced');
  const listed = await listSuppressions(app.db, null, 1_000);
  expect(listed.find(({ value }) => value === email)).toMatchObject({
    reason: 'opted_out',
    note: 'asked by phone',
  });
});

test('an opt-out by the link is not outranked by a deal that is won afterwards', async () => {
  const { email } = somebody();
  const { enrolmentId } = await enrolIn('mails', email);
  await stop(email, 'opted_out');
  await tell(weeks.app, email, 'deal.won');
  expect(await stateOf(enrolmentId)).toMatchObject({ exitReason: 'opted_out' });
});

test('lifted, a person can be enrolled again; what had ended stays so', async () => {
  const { email } = somebody();
  const { enrolmentId } = await enrolIn('mails', email);
  await stop(email);
  await weeks.app.db.transaction((tx) => deleteSuppression(tx, email));
  expect(await codeOf(email)).toBeNull();
  expect(await stateOf(enrolmentId)).toMatchObject({ status: 'exited', exitReason: 'manual' });
});
