import { z } from 'zod';
import {
  type Capacity,
  type CapacityOutlook,
  capacityKinds,
  reportCapacity,
} from '../../../app/reports/capacity.ts';
import { capacityTable } from '../../../app/reports/csv-tables.ts';
import { saying, sentence } from '../../../domain/sentence.ts';
import { NotFound } from '../../../errors.ts';
import { fieldsOf } from '../../forms.ts';
import { type Answer, page, type Visit } from '../../page.ts';
import { capacityChart } from '../../shown/capacity-chart.ts';
import { csvAnswer, type FigureTable, numberText, shownTable } from '../../shown/figures.ts';
import { reportsWords } from '../../words/reports.ts';
import { sharedWords } from '../../words/shared.ts';
import { type Language, type Say, sayer } from '../../words.ts';
import { askedOf, listPath, pathWith, reportHead } from './asked.ts';

const place = '/console/reports/capacity';
const query = z.object({
  kind: z.enum(capacityKinds).default('all'),
  key: z.string().max(253).default(''),
});

/** What the coming days let go, of all mails or of one mailbox, pool or cadence; and how each of those fares. */
export async function showCapacity(visit: Visit): Promise<Answer> {
  const { app, language, request, viewer } = visit;
  const { kind, key } = fieldsOf(query, request.query);
  const asked = askedOf(visit);
  const [head, capacity] = await Promise.all([
    reportHead(visit, 'capacity', asked),
    reportCapacity(app, viewer),
  ]);
  const say = sayer(language, reportsWords, sharedWords);
  const chosen = capacity.outlooks.find((one) => one.kind === kind && one.key === key);
  if (chosen === undefined) {
    const said = sentence('report.unknown-limit', { kind: sentence(`report.of-${kind}`), key });
    throw new NotFound('unknown_limit', ...saying(said));
  }
  const isEmpty = capacity.outlooks.every(({ days }) => days.every(({ planned }) => planned === 0));
  return page('reports/capacity', 'title.capacity', {
    ...head,
    isEmpty,
    whole: viewer.owners === null ? null : say('whole'),
    csv: `${place}.csv`,
    name: nameOf(chosen, say),
    summary: summaryText(chosen, say, language),
    behindTasks: behindText(capacity.behindTasks, say, language),
    chart: isEmpty ? null : await capacityChart(chosen, say),
    days: shownTable(dayTable([chosen], say), language),
    limits: shownTable(limitTable(capacity, say), language, say('limits')),
  });
}

export async function capacityFile(visit: Visit): Promise<Answer> {
  const say = sayer(visit.language, reportsWords, sharedWords);
  const table = capacityTable(await reportCapacity(visit.app, visit.viewer));
  return csvAnswer('capacity', table, say, (column, cell) => {
    if (column === 'kind') return say(`kindOf.${cell}`);
    if (column === 'paused') return say(`is.${cell}`);
    return column === 'room' ? (cell ?? say('noLimit')) : cell;
  });
}

function nameOf({ kind, key, isPaused }: CapacityOutlook, say: Say): string {
  if (kind === 'all') return say('everything');
  const name = say(`kind.${kind}`, { key });
  return isPaused ? say('pausedNow', { name }) : name;
}

function summaryText({ days, mostLeft, clearedOn }: CapacityOutlook, say: Say, language: Language) {
  const planned = days.reduce((sum, day) => sum + day.planned + day.following, 0);
  const told = { count: numberText(planned, language), days: days.length };
  if (mostLeft === 0) return say('allFits', told);
  const left = (count: number) => numberText(count, language);
  return clearedOn === null
    ? say('staysLeft', { ...told, left: left(days.at(-1)?.left ?? 0) })
    : say('someLeft', { ...told, left: left(mostLeft), date: clearedOn });
}

function behindText({ tasks, mails }: Capacity['behindTasks'], say: Say, language: Language) {
  if (tasks === 0) return null;
  const told = { tasks: numberText(tasks, language), mails: numberText(mails, language) };
  return say(tasks === 1 ? 'behindTask' : 'behindTasks', told);
}

const number = (word: string) => ({ word, isNumber: true });
const nobody = {
  ...{ cadence: null, version: null, owner: null },
  ...{ from: null, to: null },
};

function dayTable(outlooks: readonly CapacityOutlook[], say: Say): FigureTable {
  return {
    title: 'title.capacity',
    columns: [
      { word: 'day', isNumber: false },
      ...['planned', 'following', 'room', 'leaves', 'leftOver'].map(number),
    ],
    rows: outlooks.flatMap(({ kind, key, days }) =>
      days.map(({ date, planned, following, room, leaves, left }) => [
        { value: date },
        { value: planned, href: listPath(nobody, { of: 'planned', kind, key, on: date }) },
        { value: following },
        { value: room ?? say('noLimit') },
        { value: leaves },
        { value: left },
      ]),
    ),
  };
}

function limitTable({ outlooks }: Capacity, say: Say): FigureTable {
  return {
    title: 'limits',
    columns: [
      { word: 'limited', isNumber: false },
      ...['planned', 'following', 'roomToday', 'leaves', 'mostLeft'].map(number),
      { word: 'clearedOn', isNumber: false },
    ],
    rows: outlooks.map((one) => {
      const sum = (what: 'planned' | 'following' | 'leaves') =>
        one.days.reduce((total, day) => total + day[what], 0);
      const to =
        one.kind === 'all' ? place : pathWith(place, nobody, { kind: one.kind, key: one.key });
      return [
        { value: nameOf(one, say) },
        { value: sum('planned'), href: to },
        { value: sum('following') },
        { value: one.days[0]?.room ?? say('noLimit') },
        { value: sum('leaves') },
        { value: one.mostLeft },
        { value: one.mostLeft === 0 ? '–' : (one.clearedOn ?? say('notWithin')) },
      ];
    }),
  };
}
