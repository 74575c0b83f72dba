import { funnelTable } from '../../../app/reports/csv-tables.ts';
import { reportFunnel } from '../../../app/reports/funnel.ts';
import type { StageFigures } from '../../../store/reports/funnel.ts';
import { type Answer, page, type Visit } from '../../page.ts';
import { csvAnswer, type Figure, type FigureTable, shownTable } from '../../shown/figures.ts';
import { reportsWords } from '../../words/reports.ts';
import { sharedWords } from '../../words/shared.ts';
import { sayer } from '../../words.ts';
import { type Asked, askedOf, listPath, reportHead } from './asked.ts';

const counts = ['entered', 'present', 'movedOn', 'won', 'lost', 'completed'] as const;
const number = (word: string) => ({ word, isNumber: true });
const columns = [
  { word: 'stage', isNumber: false },
  ...counts.map(number),
  ...['onwards', 'medianDays', 'p90Days', 'mails'].map(number),
];

export async function showFunnel(visit: Visit): Promise<Answer> {
  const { app, language } = visit;
  const asked = askedOf(visit);
  const [head, figures] = await Promise.all([
    reportHead(visit, 'funnel', asked),
    reportFunnel(app, asked, visit.viewer),
  ]);
  const cadences = [...new Set(figures.map(({ cadence }) => cadence))];
  const named = head.filter === false ? [] : (head.filter.cadences ?? []);
  const tables = cadences.map((cadence) => {
    const stages = figures.filter((one) => one.cadence === cadence);
    const most = Math.max(1, ...stages.map(({ entered }) => entered));
    const shown = shownTable(tableOf(stages, asked), language);
    return {
      title: named.find(({ key }) => key === cadence)?.title ?? cadence,
      // A bar in the units of its own drawing.
      table: {
        ...shown,
        rows: shown.rows.map((cells, index) => ({
          cells,
          bar: Math.round((100 * (stages[index]?.entered ?? 0)) / most),
        })),
      },
    };
  });
  return page('reports/funnel', 'title.funnel', { ...head, tables });
}

export async function funnelFile(visit: Visit): Promise<Answer> {
  const figures = await reportFunnel(visit.app, askedOf(visit), visit.viewer);
  return csvAnswer(
    'funnel',
    funnelTable(figures),
    sayer(visit.language, reportsWords, sharedWords),
  );
}

function tableOf(stages: readonly StageFigures[], asked: Asked): FigureTable {
  return {
    title: 'title.funnel',
    columns,
    rows: stages.map((one): readonly Figure[] => {
      const to = (of: string) =>
        listPath(asked, { of, stage: one.stage }, { cadence: one.cadence });
      const days = (hours: number | null): Figure => ({
        value: hours === null ? null : hours / 24,
        as: 'days',
        href: to('left'),
      });
      const left = one.entered - one.present;
      return [
        { value: one.stage },
        ...counts.map((of) => ({ value: one[of], href: to(of) })),
        { value: left === 0 ? null : one.movedOn / left, as: 'percent', href: to('left') },
        days(one.medianHours),
        days(one.p90Hours),
        { value: one.sent, href: to('sent') },
      ];
    }),
  };
}
