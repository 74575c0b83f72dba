/** Whoever buys is a customer: what the law had held of them goes on. And a person's own no is told before the law's. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { grantMailWish } from '../../../src/app/people/choose-mail.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: default, smtp_env: SMTP_URL, from: "Kari <kari@fjord.example>" }]
policy: { lawful_basis: required }
`;
const cadence = (key: string, first: string, won: string) => `
key: ${key}
title: ${key}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, after: ${first}, stage: prospecting, email: { template: smoke/one } }
on: { deal_won: ${won} }
`;

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: {
      'workspace.yaml': workspace,
      'sale.yaml': cadence('sale', '20 days', '{ exit: closed_won, enrol: { cadence: thanks } }'),
      'news.yaml': cadence('news', '2 days', '{ task: { kind: call } }'),
      'thanks.yaml': cadence('thanks', '20 days', '{ task: { kind: call } }'),
    },
  });
});
afterAll(() => weeks?.close());

const later = (days: number) => new Date(weeks.now().getTime() + days * 86_400_000);

const consent = {
  basis: 'consent',
  basisSource: 'fair',
  basisAt: new Date('2026-08-01'),
} as const;

test('a deal won lets go what was held for want of a basis', async () => {
  const { app, smtp } = weeks;
  const { email } = somebody();
  const prospect = { email, country: 'NO', ...consent, basisExpires: later(1) };
  const { enrolmentId } = await enrolOne(app, 'sale', { prospect });
  const { enrolmentId: news } = await enrolOne(app, 'news', { prospect });
  await weeks.passUntil(later(3));
  expect(await readEnrolment(app.db, news)).toMatchObject({
    state: { status: 'paused', pauseReason: 'missing_basis' },
  });
  expect(lettersTo(smtp, email)).toEqual([]);
  await tell(app, email, 'deal.won', { match: { enrolmentId } });
  await weeks.passUntil(later(1));
  expect(lettersTo(smtp, email)).toHaveLength(1);
  expect(await readEnrolment(app.db, news)).toMatchObject({ state: { status: 'completed' } });
});

test('whoever wants no more of a cadence is told so before what the law lacks', async () => {
  const { app } = weeks;
  const { email } = somebody();
  const prospect = { email, country: 'NO', ...consent, basisExpires: later(1) };
  const { enrolmentId, prospectId } = await enrolOne(app, 'news', { prospect });
  const holder = { prospectId, enrolmentId, address: email, cadenceKey: 'news' };
  await grantMailWish(app, holder, { do: 'choose', scope: 'cadence' });
  weeks.skipTo(later(2));
  const again = (cadence: string) => enrolOne(app, cadence, { prospect: { email } });
  await expect(again('sale')).rejects.toMatchObject({ code: 'missing_basis' });
  await expect(again('news')).rejects.toMatchObject({ code: 'suppressed' });
});
