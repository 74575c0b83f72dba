import { z } from 'zod';
import { readReportChoices } from '../../../app/reports/choices.ts';
import type { AskedReport } from '../../../app/reports/filter.ts';
import { fieldsOf } from '../../forms.ts';
import type { Visit } from '../../page.ts';

const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .default('')
    .transform((given) => (given === '' ? null : given));
const day = z
  .union([z.literal(''), z.iso.date('must be a day such as 2026-11-01')])
  .default('')
  .transform((given) => (given === '' ? null : given));

const shape = z.object({
  cadence: text(64),
  version: z
    .union([z.literal(''), z.coerce.number().int().min(1).max(1_000_000)])
    .default('')
    .transform((given) => (given === '' ? null : given)),
  owner: text(200),
  from: day,
  to: day,
});
// Another cadence has other versions: what was chosen before says nothing of it.
const ofCadence = (asked: z.output<typeof shape>) =>
  asked.cadence === null ? { ...asked, version: null } : asked;
const query = shape.transform(ofCadence);
const withoutPeriod = shape
  .extend({
    from: z
      .unknown()
      .optional()
      .transform(() => null),
    to: z
      .unknown()
      .optional()
      .transform(() => null),
  })
  .transform(ofCadence);

export type Asked = z.output<typeof query> & AskedReport;

/**
 * What a report is asked for in the address of its page. A period that cannot be is left out on a page, whose form says what
 * is wrong with it.
 *
 * @throws InvalidInput for a file that is asked for so
 */
export function askedOf({ request }: Visit): Asked {
  const isFile = request.routeOptions.url?.endsWith('.csv') === true;
  const { wrong } = periodOf(request.query);
  if (isFile || wrong === null) return fieldsOf(query, request.query);
  return fieldsOf(withoutPeriod, request.query);
}

const written = z.object({ from: z.string().max(40), to: z.string().max(40) }).partial();

/** The days as they were written, and the word for what is wrong with them. */
function periodOf(given: unknown) {
  const { from = '', to = '' } = written.safeParse(given).data ?? {};
  const isRead = [from, to].every((one) => day.safeParse(one.trim()).success);
  const isBackwards = from !== '' && to !== '' && from > to;
  const wrong = !isRead ? 'period.unreadable' : isBackwards ? 'period.backwards' : null;
  return { from, to, wrong };
}

/** A path with what was asked for, and more. */
export function pathWith(
  path: string,
  asked: Asked,
  more: Readonly<Record<string, string | number>> = {},
): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...more })) {
    if (value !== null) parts.set(name, String(value));
  }
  return parts.size === 0 ? path : `${path}?${parts}`;
}

const reports = [
  ['funnel', '/console/reports'],
  ['persistence', '/console/reports/persistence'],
  ['map', '/console/reports/map'],
  ['objections', '/console/reports/objections'],
  ['variants', '/console/reports/variants'],
  ['deliverability', '/console/reports/deliverability'],
  ['activity', '/console/reports/activity'],
  ['capacity', '/console/reports/capacity'],
] as const;
export type ReportKey = (typeof reports)[number][0];

/** Fields of the filter that a report heeds. */
const heeds: Readonly<Record<ReportKey, readonly (keyof Asked)[]>> = {
  funnel: ['cadence', 'version', 'owner', 'from', 'to'],
  persistence: ['cadence', 'version', 'owner', 'from', 'to'],
  map: ['cadence', 'version', 'owner', 'from', 'to'],
  objections: ['cadence', 'version', 'owner', 'from', 'to'],
  variants: ['cadence'],
  deliverability: ['from', 'to'],
  activity: ['from', 'to'],
  capacity: [],
};

/** What stands above every report: the others, and the filter. */
export async function reportHead(visit: Visit, key: ReportKey, asked: Asked) {
  const { cadences, versions, owners } = await readReportChoices(
    visit.app,
    asked.cadence,
    visit.viewer,
  );
  const path = reports.find(([one]) => one === key)?.[1] ?? '';
  const period = periodOf(visit.request.query);
  const wants = (field: keyof Asked) => heeds[key].includes(field);
  return {
    tabs: reports.map(([one, to]) => ({
      word: `tab.${one}`,
      path: pathWith(to, asked),
      isHere: one === key,
    })),
    // One that heeds nothing asks for nothing.
    filter: heeds[key].length > 0 && {
      path,
      cadences: wants('cadence')
        ? cadences.map((one) => ({ ...one, isChosen: one.key === asked.cadence }))
        : null,
      versions:
        wants('version') && asked.cadence !== null
          ? versions.map((number) => ({ number, isChosen: number === asked.version }))
          : null,
      owners: wants('owner')
        ? owners.map((name) => ({ name, isChosen: name === asked.owner }))
        : null,
      hasPeriod: wants('from'),
      from: period.from,
      to: period.to,
      wrong: wants('from') ? period.wrong : null,
      isAny: period.wrong !== null || heeds[key].some((field) => asked[field] !== null),
      needsCadence: key === 'map',
    },
    csv: pathWith(`/console/reports/${key}.csv`, asked),
    lead: `lead.${key}`,
    title: `title.${key}`,
  };
}

/** Whom a figure counts, as a page of its own. */
export function listPath(
  asked: Asked,
  cell: Readonly<Record<string, string | number>>,
  of: Readonly<Partial<Asked>> = {},
): string {
  return pathWith('/console/reports/enrolments', { ...asked, ...of }, cell);
}
