/** Limits hold with any number of workers, and whoever waits for room gets it. The oracle is the log of the mail server. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { createTouchSender } from '../../../src/app/sending/send-touch.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: SMTP, from: kari@fjord.example, caps: { per_day: 20, per_hour: 4 } }
  - { key: ola, smtp_env: SMTP, from: ola@fjord.example, caps: { gap: 20m-40m, ramp_up: { start: 6, add: 9 } } }
pools: { sales: [kari, ola] }
caps: { pools: { sales: { per_hour: 5 } }, providers: { google: { per_day: 8 } }, per_domain: { per_day: 11 } }
`;
const cadence = (key: string, rest: string) => `
key: ${key}
title: ${key}
${rest}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 5 hours, email: { template: smoke/two, thread: reply } }
on: {}
`;
const hour = 3_600_000;
const day = 24 * hour;
const clock = createSetClock('2026-09-01T08:00:00Z');

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  // Of some people every first try is put off: what was not accepted does not count.
  smtp = await startSmtpServer((to, nth) =>
    to.startsWith('grey') && nth === 1 ? 'greylist' : 'accept',
  );
  system = await openSystem({
    clock,
    cadences: {
      'workspace.yaml': workspace,
      'capped.yaml': cadence('capped', 'sender: { pool: sales }\ncap: { per_day: 15 }'),
      'free.yaml': cadence('free', 'sender: { pool: sales, sticky: false }'),
    },
    secrets: { SMTP: smtp.url },
  });
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

interface Accepted {
  readonly at: number;
  readonly to: string;
  readonly from: string;
}

/** Eight workers, each with its own transports. */
async function openWorkers() {
  const { app, deps } = system;
  const senders = await Promise.all(Array.from({ length: 8 }, () => deps.openSender()));
  return senders.map((sender) => createTouchSender(app, sender));
}

/** What is due now is given to the workers, some of it to several. */
async function passOn(
  workers: Awaited<ReturnType<typeof openWorkers>>,
  draw: (most: number) => number,
): Promise<void> {
  const { app } = system;
  await dispatchDue(app);
  const { rows } = await app.db.query<{ id: string }>(
    `select id from touches where status = 'queued' and due_at <= $1 order by id`,
    [clock.now()],
  );
  await Promise.all(
    rows.flatMap(({ id }) => {
      const nth = draw(workers.length);
      const twice = draw(5) === 0 ? [workers[draw(workers.length)]] : [];
      return [workers[nth], ...twice].map((work) => work?.(id));
    }),
  );
}

const most = (mails: readonly Accepted[], ms: number) =>
  Math.max(
    0,
    ...mails.map(({ at }) => mails.filter((one) => one.at > at - ms && one.at <= at).length),
  );

test('no window is ever given more than its limit, and nobody is forgotten', {
  timeout: 180_000,
}, async () => {
  const workers = await openWorkers();
  const draws = fc
    .sample(fc.nat({ max: 1_000_000 }), { numRuns: 20_000, seed: 7 })
    [Symbol.iterator]();
  const draw = (limit: number) => (draws.next().value ?? 0) % limit;
  const domains = ['gmail.com', 'example.com', 'example.no', 'example.de', 'example.fr'];
  const people = Array.from({ length: 40 }, (_, nth) => {
    const name = draw(4) === 0 ? 'grey' : 'person';
    const key = draw(3) === 0 ? 'free' : 'capped';
    return { email: `${name}-${nth}@${domains[draw(domains.length)]}`, hours: draw(20), key };
  });
  for (const { email, hours, key } of people) {
    const startAt = new Date(clock.now().getTime() + hours * hour);
    await enrolOne(system.app, key, { prospect: { email }, startAt });
  }
  const log: Accepted[] = [];
  const end = clock.now().getTime() + 9 * day;
  let explained = 0;
  while (clock.now().getTime() < end && log.length < 2 * people.length) {
    await passOn(workers, draw);
    for (const { to, raw } of smtp.accepted.slice(log.length)) {
      const [, from = ''] = /^From: .*?(\w+)@fjord/m.exec(raw.toString()) ?? [];
      log.push({ at: clock.now().getTime(), to, from });
    }
    const { rows } = await system.app.db.query<{ enrolment_id: string }>(
      `select enrolment_id from touches where reason = 'cap_reached' and status = 'scheduled' limit 1`,
    );
    const [waiting] = rows;
    if (waiting !== undefined && explained < 3) {
      explained += 1;
      expect(await explain(system.app, waiting.enrolment_id)).toMatchObject({
        code: 'cap_reached',
        summary: expect.stringMatching(/waits for room: .* It goes out at \d{4}-/),
        next: { dueAt: expect.any(Date) },
      });
    }
    clock.set(new Date(clock.now().getTime() + (1 + draw(20)) * 60_000));
  }
  expect(explained).toBe(3);
  expect(log.map(({ to }) => to).toSorted()).toEqual(
    people.flatMap(({ email }) => [email, email]).toSorted(),
  );
  const by = (own: (one: Accepted) => boolean) => log.filter(own);
  const kari = by(({ from }) => from === 'kari');
  const ola = by(({ from }) => from === 'ola');
  expect(most(kari, day)).toBeLessThanOrEqual(20);
  expect(most(kari, hour)).toBeLessThanOrEqual(4);
  expect(most(log, hour)).toBeLessThanOrEqual(5);
  const capped = new Set(people.flatMap(({ key, email }) => (key === 'capped' ? [email] : [])));
  expect(
    most(
      by(({ to }) => capped.has(to)),
      day,
    ),
  ).toBeLessThanOrEqual(15);
  expect(most(ola, 20 * 60_000)).toBeLessThanOrEqual(1);
  expect(ola.filter(({ at }) => at < (ola[0]?.at ?? 0) + day).length).toBeLessThanOrEqual(6);
  for (const domain of domains) {
    const atDomain = by(({ to }) => to.endsWith(`@${domain}`));
    expect(most(atDomain, day)).toBeLessThanOrEqual(domain === 'gmail.com' ? 8 : 11);
  }
  const { rows } = await system.app.db.query<{ count: number }>(
    `select count(*)::int as count from begun_mails where touch_id not in (select id from touches where status = 'sent')`,
  );
  expect(rows).toEqual([{ count: 0 }]);
  // What counts in no window any more is forgotten.
  clock.set(new Date(clock.now().getTime() + 2 * day));
  await reconcile(system.app);
  const left = await system.app.db.query('select from begun_mails');
  expect(left.rows).toEqual([]);
});
