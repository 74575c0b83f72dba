import { reportVariants, type VariantReport } from '../../../app/enrolments/judge-variants.ts';
import { type Answer, page, type Visit } from '../../page.ts';
import {
  csvAnswer,
  type FigureTable,
  numberText,
  percentText,
  shownTable,
} from '../../shown/figures.ts';
import { reportsWords } from '../../words/reports.ts';
import { sharedWords } from '../../words/shared.ts';
import { type Language, type Say, sayer } from '../../words.ts';
import { type Asked, askedOf, listPath, reportHead } from './asked.ts';

export async function showVariants(visit: Visit): Promise<Answer> {
  const { app, language } = visit;
  const asked = askedOf(visit);
  const [head, reports] = await Promise.all([
    reportHead(visit, 'variants', asked),
    reportVariants(app, asked.cadence),
  ]);
  const say = sayer(language, reportsWords, sharedWords);
  const shown = reports.map((report) => ({
    cadence: report.cadence,
    step: report.step,
    metric: say(`metric.${metricOf(report)}`),
    verdict: verdictText(report, say, language),
    isDecided: report.verdict.winner !== null || report.inForce !== null,
    sample: sampleText(report, say, language),
    bars: report.variants.map((row) => ({
      name: row.variant,
      // In percent of the drawing's width; as rates go to a third, they are drawn three times as wide.
      ...barsOf(row.low, row.high, row.rate, report),
      text:
        row.rate === null
          ? say('noMailsYet')
          : `${percentText(row.rate, language, 1)} (${percentText(row.low, language, 1)} – ${percentText(row.high, language, 1)})`,
    })),
    table: shownTable(tableOf([report], asked, say), language, `${report.cadence} ${report.step}`),
  }));
  return page('reports/variants', 'title.variants', { ...head, reports: shown });
}

export async function variantsFile(visit: Visit): Promise<Answer> {
  const asked = askedOf(visit);
  const say = sayer(visit.language, reportsWords, sharedWords);
  const reports = await reportVariants(visit.app, asked.cadence);
  return csvAnswer('variants', [withStep(reports, asked, say)], say);
}

const metricOf = ({ rule }: VariantReport) => rule?.metric ?? 'reply';
const number = (word: string) => ({ word, isNumber: true });

function tableOf(reports: readonly VariantReport[], asked: Asked, say: Say): FigureTable {
  return {
    title: 'title.variants',
    columns: [
      { word: 'variant', isNumber: false },
      ...['mails', 'replies', 'meetings', 'wins', 'rate', 'low', 'high', 'best'].map(number),
    ],
    rows: reports.flatMap(({ cadence, step, variants, inForce }) =>
      variants.map((row) => {
        const to = (came: string) =>
          listPath(
            { ...asked, version: null, owner: null, from: null, to: null },
            { of: 'variant', step, variant: row.variant, came },
            { cadence },
          );
        return [
          { value: row.variant === inForce ? `${row.variant} (${say('inForce')})` : row.variant },
          ...(['sent', 'reply', 'meeting', 'won'] as const).map((came) => ({
            ...{ value: row[came], href: to(came) },
          })),
          ...[row.rate, row.low, row.high, row.best].map((value) => ({
            ...{ value, as: 'percent' as const, href: to('sent') },
          })),
        ];
      }),
    ),
  };
}

function withStep(reports: readonly VariantReport[], asked: Asked, say: Say): FigureTable {
  const { title, columns, rows } = tableOf(reports, asked, say);
  const steps = reports.flatMap(({ cadence, step, variants }) =>
    variants.map(() => [cadence, step]),
  );
  return {
    title,
    columns: [...['cadence', 'step'].map((word) => ({ word, isNumber: false })), ...columns],
    rows: rows.map((row, index) => [...(steps[index] ?? []).map((value) => ({ value })), ...row]),
  };
}

function barsOf(low: number | null, high: number | null, rate: number | null, of: VariantReport) {
  const most = Math.max(0.01, ...of.variants.map((row) => row.high ?? 0));
  const place = (share: number | null) => Math.round(1000 * ((share ?? 0) / most)) / 10;
  return {
    from: place(low),
    width: Math.max(0, place(high) - place(low)),
    at: place(rate),
  };
}

function verdictText(
  { verdict, inForce, rule }: VariantReport,
  say: Say,
  language: Language,
): string {
  if (inForce !== null) return say('verdict.inForce', { variant: inForce });
  const sure = verdict.confidence === null ? '' : numberText(verdict.confidence, language, 1);
  const least = rule?.minSample ?? 200;
  return say(`verdict.${verdict.because}`, { variant: verdict.winner, sure, least });
}

function sampleText(
  { sampleNeeded, variants }: VariantReport,
  say: Say,
  language: Language,
): string {
  if (sampleNeeded === null) return say('sample.even');
  const least = Math.min(...variants.map(({ sent }) => sent));
  const needed = numberText(sampleNeeded, language);
  const missing = sampleNeeded - least;
  return missing <= 0
    ? say('sample.enough', { needed })
    : say('sample.missing', { needed, missing: numberText(missing, language) });
}
