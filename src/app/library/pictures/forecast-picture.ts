import { DateTime } from 'luxon';
import type { Spread } from '../../../domain/forecast.ts';
import type { Forecast } from '../forecast.ts';
import { pictureStyle, stageClass } from './style.ts';
import { cut, element, type Markup, svgFile } from './svg.ts';

const margin = 8;
const width = 480;
const shownWidth = 720;
const axis = 34;
const plotHeight = 110;
const panelHeight = plotHeight + 62;

/** What one panel shows. */
interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly spreads: readonly Spread[];
}

/** A forecast as an SVG file: for each mailbox, and for the tasks, a bar a day with what it may be in eight runs of ten. */
export function forecastPicture(forecast: Forecast): string {
  const title = `${forecast.cadence} for ${forecast.prospects} prospects`;
  const panels = panelsOf(forecast);
  const { p10, p50, p90 } = forecast.lastTouchOn;
  const within = p10 === p90 ? '' : ` (${p10} to ${p90})`;
  const last = `Last touch of the last prospect: ${p50}${within}`;
  const top = 66;
  return svgFile(
    {
      ...{ width, shownWidth, title },
      height: top + panels.length * panelHeight + 10,
      description: `${last}. ${panels.map((panel) => inWords(panel, forecast)).join('. ')}`,
    },
    pictureStyle,
    element('text', { x: margin, y: 26, class: 'heading' }, cut(title, 52)),
    element('text', { x: margin, y: 42, class: 'soft' }, last),
    element(
      'text',
      { x: margin, y: 56, class: 'soft' },
      `${forecast.runs} runs; bar: the median, line: from the 10th to the 90th percentile`,
    ),
    ...panels.map((panel, index) => drawPanel(panel, forecast, top + index * panelHeight)),
  );
}

function panelsOf({ mailboxes, days }: Forecast): Panel[] {
  const tasks = days.map((day) => day.tasks);
  const ofMailboxes = mailboxes.map(({ key }) => ({
    title: `mails a day, mailbox ${key}`,
    unit: 'mails',
    spreads: days.map((day) => day.mailboxes[key] ?? day.mails),
  }));
  const ofTasks = tasks.some(({ p90 }) => p90 > 0)
    ? [{ title: 'tasks a day', unit: 'tasks', spreads: tasks }]
    : [];
  return [...ofMailboxes, ...ofTasks];
}

function inWords({ title, unit, spreads }: Panel, { days }: Forecast): string {
  const most = Math.max(...spreads.map(({ p50 }) => p50));
  const index = spreads.findIndex(({ p50 }) => p50 === most);
  return `${title}: most on ${days[index]?.date}, ${most} ${unit}`;
}

function drawPanel({ title, unit, spreads }: Panel, { days }: Forecast, top: number): Markup {
  const [base, left] = [top + 20 + plotHeight, margin + axis];
  const ceiling = roundUp(Math.max(1, ...spreads.map(({ p90 }) => p90)));
  const heightOf = (figure: number) => (figure / ceiling) * plotHeight;
  const first = dayNumber(days[0]?.date ?? '');
  const span = dayNumber(days.at(-1)?.date ?? '') - first + 1;
  const step = (width - margin - left) / span;
  const thick = Math.max(0.8, Math.min(24, step * 0.8));
  const middle = (date: string) => left + (dayNumber(date) - first + 0.5) * step;
  const bars = days.map(({ date }, index) => {
    const { p10, p50, p90 } = spreads[index] ?? { p10: 0, p50: 0, p90: 0 };
    const x = middle(date);
    const bar = { x: x - thick / 2, y: base - heightOf(p50), width: thick, height: heightOf(p50) };
    return element(
      'g',
      {},
      element('title', {}, `${date}: ${p50} ${unit} (${p10} to ${p90})`),
      element('rect', { ...bar, class: 'bar' }),
      element('path', {
        class: 'spread',
        d: `M${tidy(x)} ${tidy(base - heightOf(p10))}V${tidy(base - heightOf(p90))}`,
      }),
    );
  });
  return element(
    'g',
    { class: stageClass(unit === 'tasks' ? 1 : 0) },
    element('text', { x: margin, y: top + 12, class: 'strong' }, cut(title, 70)),
    ...[0, 0.5, 1].flatMap((share) => scaleLine(share * ceiling, base - share * plotHeight)),
    ...bars,
    ...dateLabels(days[0]?.date ?? '', span, step, left, base),
  );
}

const tidy = (figure: number) => Math.round(figure * 100) / 100;

function scaleLine(figure: number, y: number): Markup[] {
  const label = { x: margin + axis - 4, y: y + 3, class: 'small soft end' };
  return [
    element('path', { class: 'rule', d: `M${margin + axis} ${tidy(y)}H${width - margin}` }),
    element('text', label, figure.toLocaleString('en-US')),
  ];
}

/** The first day, and then Mondays or beginnings of months with room between them. */
function dateLabels(
  date: string,
  span: number,
  step: number,
  left: number,
  base: number,
): Markup[] {
  const begin = DateTime.fromISO(date, { zone: 'UTC' }).setLocale('en');
  const every = Math.max(7, Math.ceil(64 / step / 7) * 7);
  const monday = (8 - begin.weekday) % 7;
  const offsets = Array.from(
    { length: Math.ceil((span - monday) / every) },
    (_, index) => monday + index * every,
  );
  return offsets.flatMap((offset) => {
    const x = left + offset * step;
    if (x > width - margin - labelRoom) return [];
    const day = begin.plus({ days: offset });
    return [
      element('path', { class: 'rule', d: `M${tidy(x)} ${base}v5` }),
      element('text', { x, y: base + 15, class: 'small' }, day.toFormat('d LLL')),
      element(
        'text',
        { x, y: base + 26, class: 'small soft' },
        `${day.toFormat("'W'WW")}${offset === monday ? ` ${day.year}` : ''}`,
      ),
    ];
  });
}

const labelRoom = 34;

function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}

/** The next of 1, 2, 4, 6, 8, 10, 20 … so that half of it is a figure to read. */
function roundUp(figure: number): number {
  const unit = 10 ** Math.floor(Math.log10(figure));
  const steps = [1, 2, 4, 6, 8, 10];
  return (steps.find((times) => times * unit >= figure) ?? 10) * unit;
}
