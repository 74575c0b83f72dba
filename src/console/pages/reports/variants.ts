import { z } from 'zod';
import { readVariantMails } from '../../../app/desk/variant-subjects.ts';
import {
  reportVariants,
  type VariantReport,
  type VariantRow,
} from '../../../app/enrolments/judge-variants.ts';
import { variantTable } from '../../../app/reports/csv-tables.ts';
import { saying, sentence } from '../../../domain/sentence.ts';
import { NotFound } from '../../../errors.ts';
import { fieldsOf } from '../../forms.ts';
import { type Answer, page, type Visit } from '../../page.ts';
import {
  csvAnswer,
  type FigureTable,
  numberText,
  percentText,
  shownTable,
} from '../../shown/figures.ts';
import { leaderOf, metricOf, shownVerdict } from '../../shown/variant-verdict.ts';
import { reportsWords } from '../../words/reports.ts';
import { sharedWords } from '../../words/shared.ts';
import { type Language, type Say, sayer } from '../../words.ts';
import { type Asked, askedOf, listPath, pathWith, reportHead } from './asked.ts';

export async function showVariants(visit: Visit): Promise<Answer> {
  const { app, language, viewer } = visit;
  const asked = askedOf(visit);
  const [head, reports] = await Promise.all([
    reportHead(visit, 'variants', asked),
    reportVariants(app, asked.cadence, viewer),
  ]);
  const say = sayer(language, reportsWords, sharedWords);
  const shown = await Promise.all(reports.map((report) => shownReport(visit, report, say)));
  return page('reports/variants', 'title.variants', {
    ...{ ...head, reports: shown },
    narrowed: narrowedNote(visit, say),
  });
}

const ofMail = z.object({ cadence: z.string().max(64), step: z.string().max(64) });

/** The variants of one mail side by side, as they leave. */
export async function showVariantMails(visit: Visit): Promise<Answer> {
  const { app, language, request, viewer } = visit;
  const { cadence, step } = fieldsOf(ofMail, request.query);
  const reports = await reportVariants(app, cadence, viewer);
  const report = reports.find((one) => one.step === step);
  if (report === undefined) {
    const said = sentence('report.no-variants', { cadence, step });
    throw new NotFound('unknown_variants', ...saying(said));
  }
  const say = sayer(language, reportsWords, sharedWords);
  return page('reports/variant-mails', `${cadence}: ${step}`, {
    ...(await shownReport(visit, report, say)),
    narrowed: narrowedNote(visit, say),
    back: pathWith('/console/reports/variants', { ...askedOf(visit), cadence }),
  });
}

/** Whose enrolments are counted, for whoever does not see all; else null. */
function narrowedNote({ viewer }: Visit, say: Say): string | null {
  if (viewer.owners === null) return null;
  return say(viewer.own !== null && viewer.owners.length === 1 ? 'narrowed.own' : 'narrowed.team');
}

/** How a comparison stands, and what each variant is: its subject, its figures, and where it is seen. */
async function shownReport(visit: Visit, report: VariantReport, say: Say) {
  const { app, language, readLibrary, viewer } = visit;
  const { cadence, step } = report;
  const mails = await readVariantMails(app, readLibrary, { key: cadence, step }, language);
  const leader = leaderOf(report);
  const frame = (variant: string) => {
    const fields = { variant, ...(mails.locale === null ? {} : { lang: mails.locale }) };
    return `/console/cadences/${cadence}/mails/${step}/frame?${new URLSearchParams(fields)}`;
  };
  return {
    ...{ title: mails.title, step, locale: mails.locale },
    verdict: shownVerdict(report, say, language, viewer),
    metric: say(`metric.${metricOf(report)}`),
    sample: sampleText(report, say, language),
    mails: `/console/reports/variants/mails?${new URLSearchParams({ cadence, step })}`,
    bars: report.variants.map((row) => ({
      name: row.variant,
      subject: mails.subjects.get(row.variant) ?? null,
      isLeader: row.variant === leader?.variant,
      isInForce: row.variant === report.inForce,
      path: `/console/cadences/${cadence}/mails/${step}?${new URLSearchParams({ variant: row.variant })}`,
      frame: frame(row.variant),
      // In percent of the drawing's width; as rates go to a third, they are drawn three times as wide.
      ...barsOf(row.low, row.high, row.rate, report),
      ...ratesOf(row, report, say, language),
    })),
    table: shownTable(tableOf([report], askedOf(visit), say), language, `${cadence} ${step}`),
  };
}

function ratesOf(row: VariantRow, report: VariantReport, say: Say, language: Language) {
  if (row.rate === null) {
    return { rate: null, counted: say('noMailsYet'), interval: null, odds: null };
  }
  const counts = { count: row[metricOf(report)], sent: row.sent };
  return {
    rate: percentText(row.rate, language, 1),
    counted: say('countedOf', { ...counts, what: say(`whatOf.${metricOf(report)}`) }),
    interval: say('between', {
      low: percentText(row.low, language, 1),
      high: percentText(row.high, language, 1),
    }),
    odds: say('bestIs', { best: percentText(row.best, language) }),
  };
}

export async function variantsFile(visit: Visit): Promise<Answer> {
  const say = sayer(visit.language, reportsWords, sharedWords);
  const reports = await reportVariants(visit.app, askedOf(visit).cadence, visit.viewer);
  const isTold = (column: string) => column === 'inForce';
  return csvAnswer('variants', variantTable(reports), say, (column, cell) =>
    isTold(column) ? say(`is.${cell}`) : cell,
  );
}

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
          // One that nobody has got yet may be the best, and that says nothing.
          ...[row.rate, row.low, row.high, row.sent === 0 ? null : row.best].map((value) => ({
            ...{ value, as: 'percent' as const, href: to('sent') },
          })),
        ];
      }),
    ),
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
