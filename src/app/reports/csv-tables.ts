/** Each report as one table, for a file: a row a line of the report, shares from 0 to 1, null where there is no figure. */
import type { Persistence } from '../../domain/persistence.ts';
import type { OwnerFigures } from '../../store/reports/activity.ts';
import type { StageFigures } from '../../store/reports/funnel.ts';
import type { ObjectionFigures } from '../../store/reports/objections.ts';
import type { VariantReport } from '../enrolments/judge-variants.ts';
import type { TriageReport } from '../events/report-triage.ts';
import { csvLine } from '../lists/csv-cells.ts';
import type { Capacity } from './capacity.ts';
import type { Deliverability } from './deliverability.ts';
import type { ProcessMap } from './process-map.ts';

export type Cell = string | number | null;

export interface ReportTable {
  /** Names of columns. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * A table as CSV (RFC 4180), of which no spreadsheet runs anything.
 *
 * @param words  names of columns and cells in words; left out: as they are
 */
export function reportCsv(
  { columns, rows }: ReportTable,
  words: {
    readonly head?: (column: string) => string;
    readonly tell?: (column: string, cell: Cell) => Cell;
  } = {},
): string {
  const { head = (column) => column, tell = (_column, cell) => cell } = words;
  const lines = rows.map((row) =>
    csvLine(row.map((cell, index) => cellText(tell(columns[index] ?? '', cell)))),
  );
  return csvLine(columns.map(head)) + lines.join('');
}

const cellText = (cell: Cell) =>
  cell === null ? '' : typeof cell === 'number' ? String(Math.round(cell * 1e6) / 1e6) : cell;

/** What a file is sent with. */
export const csvHeaders = (name: string) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="${name}.csv"`,
});

const days = (hours: number | null) => (hours === null ? null : hours / 24);
const yes = (is: boolean) => (is ? 'yes' : 'no');

export function funnelTable(stages: readonly StageFigures[]): ReportTable {
  const counts = ['entered', 'present', 'movedOn', 'won', 'lost', 'completed'] as const;
  return {
    columns: ['cadence', 'stage', ...counts, 'onwards', 'medianDays', 'p90Days', 'mails'],
    rows: stages.map((one) => {
      const left = one.entered - one.present;
      return [
        ...[one.cadence, one.stage, ...counts.map((of) => one[of])],
        ...[left === 0 ? null : one.movedOn / left, days(one.medianHours), days(one.p90Hours)],
        one.sent,
      ];
    }),
  };
}

export function mapTable(map: ProcessMap | null): ReportTable {
  const counts = ['won', 'lost'] as const;
  return {
    columns: [
      ...['stage', 'entered', 'present', 'onwards', ...counts],
      ...['medianDays', 'mails', 'activities'],
    ],
    rows: (map?.stages ?? []).map((one) => [
      ...[one.stage, one.entered, one.present, one.onwards, one.won, one.lost],
      ...[days(one.medianHours), one.sent, one.activities.map(({ step }) => step).join(', ')],
    ]),
  };
}

export function persistenceTable({ rows }: Persistence): ReportTable {
  return {
    columns: ['touch', 'reached', 'replies', 'repliesSoFar', 'wins', 'winsSoFar'],
    rows: rows.map((row) => [
      ...[row.touch, row.reached, row.replies, row.replyShare, row.wins, row.winShare],
    ]),
  };
}

export function objectionTable(figures: readonly ObjectionFigures[]): ReportTable {
  return {
    columns: [
      ...['category', 'said', 'answered', 'medianDaysToAnswer'],
      ...['won', 'lost', 'stillOpen', 'medianDaysToEnd'],
    ],
    rows: figures.map((one) => [
      ...[one.category, one.said, one.answered, one.medianDaysToAnswer],
      ...[one.won, one.lost, one.open, one.medianDaysToEnd],
    ]),
  };
}

export function activityTable(figures: readonly OwnerFigures[]): ReportTable {
  return {
    columns: [
      ...['owner', 'enrolled', 'mails', 'replies', 'won', 'tasksDone', 'tasksSkipped'],
      ...['medianHours', 'tasksOpen', 'tasksOverdue'],
    ],
    rows: figures.map((one) => [
      ...[one.owner, one.enrolled, one.sent, one.replies, one.won, one.done, one.skipped],
      ...[one.medianHours, one.open, one.overdue],
    ]),
  };
}

export function deliverabilityTable({ guardRails, senders }: Deliverability): ReportTable {
  const rate = (count: number, sent: number) => (sent === 0 ? null : count / sent);
  return {
    columns: [
      ...['kind', 'sender', 'mails', 'bounced', 'bounceRate', 'complained', 'complaintRate'],
      ...(guardRails === null ? [] : ['weekSent', 'weekBounces', 'weekComplaints']),
      'standing',
    ],
    rows: senders.map(({ lastDays, isPaused, ...one }) => [
      ...[one.kind, one.key, one.sent, one.bounced, one.bounceRate],
      ...[one.complained, one.complaintRate],
      ...(lastDays === null
        ? []
        : [
            ...[lastDays.sent, rate(lastDays.bounced, lastDays.sent)],
            rate(lastDays.complained, lastDays.sent),
          ]),
      isPaused ? 'paused' : (lastDays?.does ?? 'fine'),
    ]),
  };
}

export function variantTable(reports: readonly VariantReport[]): ReportTable {
  return {
    columns: [
      ...['cadence', 'step', 'variant', 'inForce', 'mails', 'replies', 'meetings', 'wins'],
      ...['rate', 'low', 'high', 'best'],
    ],
    rows: reports.flatMap(({ cadence, step, variants, inForce }) =>
      variants.map((row) => [
        ...[cadence, step, row.variant, yes(row.variant === inForce)],
        ...[row.sent, row.reply, row.meeting, row.won, row.rate, row.low, row.high, row.best],
      ]),
    ),
  };
}

/** What waits behind open tasks stands last, on no day: how many tasks as its key, how many mails as what follows. */
export function capacityTable({ outlooks, behindTasks }: Capacity): ReportTable {
  const rows = outlooks.flatMap(({ kind, key, isPaused, days: own }) =>
    own.map(({ date, planned, following, room, leaves, left }): Cell[] => [
      ...[kind, key, yes(isPaused), date, planned, following, room, leaves, left],
    ]),
  );
  const { tasks, mails } = behindTasks;
  const last: Cell[] = ['tasks', tasks, yes(false), null, null, mails, '', null, null];
  return {
    columns: ['kind', 'key', 'paused', 'day', 'planned', 'following', 'room', 'leaves', 'leftOver'],
    rows: [...rows, last],
  };
}

/** Our reading × what people decided. */
export function triageTable({ counts }: TriageReport): ReportTable {
  return {
    columns: ['read', 'decided', 'count'],
    rows: counts.map(({ read, decided, count }) => [read, decided, count]),
  };
}
