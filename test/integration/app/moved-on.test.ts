import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import type { HandOverEnd } from '../../../src/app/sending/outcome-changes.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { beginHandOver } from '../../helpers/hand-over.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';

const cadence = (key: string, unknown: string) => `
key: ${key}
title: Two stages
unknown: ${unknown}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 3 days, stage: closing, email: { template: smoke/two } }
  - { id: three, after: 3 days, stage: follow-up, email: { template: smoke/two } }
`;

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({
    cadences: {
      'hold.yaml': cadence('holds', 'hold'),
      'resend.yaml': cadence('resends', 'resend'),
    },
  });
});
afterAll(() => system?.close());

const mail = (outcome: object): HandOverEnd =>
  ({ kind: 'mail', outcome, letter: null }) as HandOverEnd;
const notOut: readonly (readonly [what: string, end: HandOverEnd])[] = [
  ['put off', mail({ kind: 'deferred', replyCode: 450, status: '4.2.0', response: '450 later' })],
  ['not sent', mail({ kind: 'not_sent', detail: 'no line', mailbox: false })],
  [
    'held back',
    {
      kind: 'blocked',
      reason: 'missing_merge_field',
      detail: 'no first name',
      fields: ['prospect.firstName'],
    },
  ],
];

/** Somebody who was moved on to `closing` while the first mail was being handed over. */
async function movedOn(key: string) {
  const { enrolmentId, claim } = await beginHandOver(system, key);
  const action = { do: 'advance', stage: 'closing' } as const;
  await changeEnrolment(system.app, enrolmentId, action, 'rep');
  return { enrolmentId, claim };
}

const where = async (enrolmentId: string) => ({
  status: (await readEnrolment(system.app.db, enrolmentId))?.state.status,
  touches: (await readTouches(system.app.db, enrolmentId)).map(({ step, status }) => [
    step,
    status,
  ]),
});
const goneOn = {
  status: 'active',
  touches: [
    ['one', 'cancelled'],
    ['two', 'scheduled'],
  ],
};

test.each(notOut)(
  'a mail that was %s is not wanted any more once the cadence went on',
  async (_what, end) => {
    const { enrolmentId, claim } = await movedOn('holds');
    expect(await recordOutcomes(system.app, [{ claim, end }])).toEqual([true]);
    expect(await where(enrolmentId)).toEqual(goneOn);
  },
);

test('nor is one whose worker died, where unknown ones are sent again', async () => {
  const { enrolmentId } = await movedOn('resends');
  await system.app.db.query(
    `update touches set lease_until = now() - interval '1 second' where enrolment_id = $1 and lease_until is not null`,
    [enrolmentId],
  );
  await reconcile(system.app);
  expect(await where(enrolmentId)).toEqual(goneOn);
});
