import { randomUUID } from 'node:crypto';
import { everyone } from '../../../src/domain/report-filter.ts';
import * as cadenceHealth from '../../../src/store/cadence-health.ts';
import { listVersions } from '../../../src/store/cadence-versions.ts';
import type { Queryable } from '../../../src/store/db.ts';
import {
  countPlannedByDomain,
  countPlannedMails,
  countWaitedFor,
} from '../../../src/store/reports/capacity.ts';
import { listOwners } from '../../../src/store/reports/choices.ts';
import { type Cell, listEnrolmentsOf } from '../../../src/store/reports/people.ts';
import { recordStages } from '../../../src/store/stages-left.ts';

/** What a statement is for, and how it is run. */
export type Plan = [string, (db: Queryable) => Promise<unknown>];

const now = new Date();
const id = randomUUID();
const person = { at: now, prospectId: id, enrolmentId: id };
const entered = { ...person, type: 'stage.entered', data: { stage: 'closing' } };
const cells: readonly Cell[] = [
  ...(['entered', 'present', 'movedOn', 'won', 'sent'] as const).map((of) => ({
    ...{ of, stage: 'closing' },
  })),
  ...(['reached', 'replies', 'wins'] as const).map((of) => ({ of, touch: 3 })),
  { of: 'objected', category: 'price', end: 'lost' },
  { of: 'left', stage: 'closing' },
  ...(['repliesUntil', 'repliesAfter', 'winsUntil', 'winsAfter'] as const).map((of) => ({
    ...{ of, touch: 3 },
  })),
  { of: 'objected', category: 'price', end: 'answered' },
  ...(['enrolled', 'sent', 'replies', 'won', 'done', 'skipped', 'open', 'overdue'] as const).map(
    (what) => ({ of: 'did', what, owner: 'Kari', from: null, until: now }) as const,
  ),
  ...(['sent', 'bounced', 'complained'] as const).map(
    (came) => ({ of: 'mailed', came, mailboxes: ['kari'], from: null, until: now }) as const,
  ),
  ...(['sent', 'reply', 'meeting', 'won'] as const).map(
    (came) => ({ of: 'variant', came, step: 'one', variant: 'a' }) as const,
  ),
  {
    of: 'planned',
    from: null,
    until: now,
    mailboxes: ['kari'],
    hashes: null,
    domains: ['fjord.no'],
  },
];

/** Of reports, and of how cadences do. */
export const reportPlans: readonly Plan[] = [
  ['enrolments by status', (db) => cadenceHealth.countByStatus(db)],
  ['replies of some days', (db) => cadenceHealth.countReplies(db, now)],
  ['opt-outs of some days', (db) => cadenceHealth.countOptOuts(db, now)],
  ['what has come of steps', (db) => cadenceHealth.readStepFigures(db, 'new-business')],
  ['versions', (db) => listVersions(db, 'new-business', 50)],
  ['which stages are left', (db) => recordStages(db, [entered])],
  ['mails of the coming days', (db) => countPlannedMails(db, [now])],
  ['mails of the coming days by domain', (db) => countPlannedByDomain(db, [now], 4)],
  ['what waits behind open tasks', (db) => countWaitedFor(db)],
  ['whose enrolments there are', (db) => listOwners(db, 200)],
  ...cells.map(
    (cell): Plan => [
      `one page of those behind a figure (${cell.of})`,
      (db) =>
        listEnrolmentsOf(db, { ...everyone, cadence: 'office', owner: 'Kari' }, cell, {
          after: id,
          limit: 51,
        }),
    ],
  ),
];
