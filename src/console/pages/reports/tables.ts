import { reportActivity } from '../../../app/reports/activity.ts';
import {
  activityTable,
  type Cell,
  deliverabilityTable,
  objectionTable,
  type ReportTable,
} from '../../../app/reports/csv-tables.ts';
import { reportDeliverability, type SenderFigures } from '../../../app/reports/deliverability.ts';
import { reportObjections } from '../../../app/reports/objections.ts';
import { objectionCategories } from '../../../domain/event.ts';
import type { OwnerFigures } from '../../../store/reports/activity.ts';
import type { ObjectionFigures } from '../../../store/reports/objections.ts';
import { type Answer, page, type Visit } from '../../page.ts';
import {
  csvAnswer,
  type Figure,
  type FigureTable,
  percentText,
  shownTable,
} from '../../shown/figures.ts';
import { reportsWords } from '../../words/reports.ts';
import { sharedWords } from '../../words/shared.ts';
import { type Say, sayer } from '../../words.ts';
import { type Asked, askedOf, listPath, type ReportKey, reportHead } from './asked.ts';

type Made = (visit: Visit, asked: Asked, say: Say) => Promise<FigureTable>;

/** The same as a file, and how its cells are told. */
interface MadeFile {
  readonly read: (visit: Visit, asked: Asked) => Promise<ReportTable>;
  readonly tell: (column: string, cell: Cell, say: Say) => Cell;
}

/** A report that is one table: as a page, and as a file. */
function ofTable(key: ReportKey, make: Made, file: MadeFile) {
  const made = (visit: Visit) => {
    const asked = askedOf(visit);
    const say = sayer(visit.language, reportsWords, sharedWords);
    return { asked, say, table: make(visit, asked, say) };
  };
  return {
    show: async (visit: Visit, more: object = {}): Promise<Answer> => {
      const { asked, table } = made(visit);
      const [head, figures] = await Promise.all([reportHead(visit, key, asked), table]);
      const shown = shownTable(figures, visit.language);
      const words = { ...{ empty: `none.${key}`, counted: `counted.${key}` }, ...more };
      return page('reports/table', `title.${key}`, { notes: [], ...head, ...words, table: shown });
    },
    file: async (visit: Visit): Promise<Answer> => {
      const say = sayer(visit.language, reportsWords, sharedWords);
      const table = await file.read(visit, askedOf(visit));
      return csvAnswer(key, table, say, (column, cell) => file.tell(column, cell, say));
    },
  };
}

const text = (word: string) => ({ word, isNumber: false });
const number = (word: string) => ({ word, isNumber: true });

export const objections = ofTable(
  'objections',
  async ({ app, viewer }, asked, say) => ({
    title: 'title.objections',
    columns: [
      text('category'),
      ...[
        'said',
        'answered',
        'medianDaysToAnswer',
        'won',
        'lost',
        'stillOpen',
        'medianDaysToEnd',
      ].map(number),
    ],
    rows: (await reportObjections(app, asked, viewer)).map((one) => objectionRow(one, asked, say)),
  }),
  {
    read: async ({ app, viewer }, asked) =>
      objectionTable(await reportObjections(app, asked, viewer)),
    tell: (column, cell, say) => (column === 'category' ? categoryText(String(cell), say) : cell),
  },
);

function categoryText(category: string, say: Say): string {
  if (category === '') return say('forgotten');
  const isUsual = objectionCategories.some((usual) => usual === category);
  return isUsual ? say(`category.${category}`) : category;
}

function objectionRow(one: ObjectionFigures, asked: Asked, say: Say): Figure[] {
  const { category } = one;
  const to = (end?: string) =>
    listPath(asked, { of: 'objected', category, ...(end === undefined ? {} : { end }) });
  return [
    { value: categoryText(category, say) },
    { value: one.said, href: to() },
    { value: one.answered, href: to('answered') },
    { value: one.medianDaysToAnswer, as: 'days', href: to('answered') },
    { value: one.won, href: to('won') },
    { value: one.lost, href: to('lost') },
    { value: one.open, href: to('open') },
    { value: one.medianDaysToEnd, as: 'days', href: to() },
  ];
}

export const activity = ofTable(
  'activity',
  async ({ app, viewer }, asked, say) => ({
    title: 'title.activity',
    columns: [
      text('owner'),
      ...['enrolled', 'mails', 'replies', 'won', 'tasksDone', 'tasksSkipped', 'medianHours'].map(
        number,
      ),
      ...['tasksOpen', 'tasksOverdue'].map(number),
    ],
    rows: (await reportActivity(app, asked, viewer)).map((one) => ownerRow(one, asked, say)),
  }),
  {
    read: async ({ app, viewer }, asked) => activityTable(await reportActivity(app, asked, viewer)),
    tell: (column, cell, say) => (column === 'owner' ? (cell ?? say('nobodys')) : cell),
  },
);

/** What happened in a period is told of all cadences and owners. */
const ofNothing = { cadence: null, version: null, owner: null } as const;

function ownerRow(one: OwnerFigures, asked: Asked, say: Say): Figure[] {
  const { owner } = one;
  const today = owner === null ? null : `/console/today?owner=${encodeURIComponent(owner)}`;
  const did = (what: string) =>
    listPath(
      { ...asked, ...ofNothing },
      { of: 'did', what, ...(owner === null ? {} : { who: owner }) },
    );
  return [
    { value: owner ?? say('nobodys') },
    ...(['enrolled', 'sent', 'replies', 'won', 'done', 'skipped'] as const).map((what) => ({
      ...{ value: one[what], href: did(what) },
    })),
    { value: one.medianHours, as: 'days', href: did('done') },
    { value: one.open, href: today ?? did('open') },
    { value: one.overdue, href: did('overdue') },
  ];
}

const sending = ofTable(
  'deliverability',
  async ({ app }, asked, say) => {
    const { senders, guardRails } = await reportDeliverability(app, asked);
    return {
      title: 'title.deliverability',
      columns: [
        text('sender'),
        ...['mails', 'bounced', 'bounceRate', 'complained', 'complaintRate'].map(number),
        ...(guardRails === null ? [] : ['weekSent', 'weekBounces', 'weekComplaints'].map(number)),
        text('standing'),
      ],
      rows: senders.map((one) => senderRow(one, asked, say)),
    };
  },
  {
    read: async ({ app }, asked) => deliverabilityTable(await reportDeliverability(app, asked)),
    tell: (column, cell, say) => {
      if (column === 'kind') return say(`kindOf.${cell}`);
      return column === 'standing' ? standingText(String(cell), say) : cell;
    },
  },
);

const standingText = (standing: string, say: Say) =>
  standing === 'paused' || standing === 'fine' ? say(standing) : say(`does.${standing}`);

function senderRow(one: SenderFigures, asked: Asked, say: Say): Figure[] {
  const name = one.kind === 'domain' ? one.key : `${one.key} (${say('mailbox')})`;
  const to = (came: string) =>
    listPath(
      { ...asked, ...ofNothing },
      { ...{ of: 'mailed', came, kind: one.kind, key: one.key } },
    );
  const rate = (count: number, sent: number): Figure => ({
    value: sent === 0 ? null : count / sent,
    as: 'percent',
  });
  const { lastDays } = one;
  const does = lastDays?.does ?? null;
  return [
    { value: name },
    { value: one.sent, href: to('sent') },
    { value: one.bounced, href: to('bounced') },
    { value: one.bounceRate, as: 'percent', href: to('sent') },
    { value: one.complained, href: to('complained') },
    { value: one.complaintRate, as: 'percent', href: to('sent') },
    ...(lastDays === null
      ? []
      : [
          { value: lastDays.sent },
          rate(lastDays.bounced, lastDays.sent),
          rate(lastDays.complained, lastDays.sent),
        ]),
    { value: standingText(one.isPaused ? 'paused' : (does ?? 'fine'), say) },
  ];
}

export const deliverability = {
  file: sending.file,
  show: async (visit: Visit): Promise<Answer> => {
    const { guardRails } = visit.app.workspace;
    const say = sayer(visit.language, reportsWords, sharedWords);
    const told = (share: number) => percentText(share, visit.language, 2);
    const notes =
      guardRails === null
        ? [say('noRails')]
        : [
            say('rails', {
              bounceWarn: told(guardRails.bounces.warn),
              bouncePause: told(guardRails.bounces.pause),
              complaintWarn: told(guardRails.complaints.warn),
              complaintPause: told(guardRails.complaints.pause),
              least: guardRails.minSample,
            }),
          ];
    // Caps and reputation are the mailboxes', whosesoever the prospects are.
    const whole = visit.viewer.owners === null ? [] : [say('whole')];
    return sending.show(visit, { notes: [...whole, ...notes] });
  },
};
