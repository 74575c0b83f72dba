import type { Cadence } from '../../../domain/cadence.ts';
import type { Place } from '../../../domain/schedule.ts';
import type { SimulatedTouch } from '../simulate.ts';
import {
  type CalendarDay,
  type CalendarMonth,
  type CalendarWeek,
  calendarMonths,
  type Mark,
} from './calendar-days.ts';
import { drawLegend } from './calendar-legend.ts';
import { type Box, drawMark, markHeight, touchText } from './calendar-marks.ts';
import { pictureStyle, stageClass } from './style.ts';
import { cut, element, type Markup, svgFile } from './svg.ts';

export interface CalendarRequest {
  readonly cadence: Cadence;
  readonly touches: readonly SimulatedTouch[];
  /** Whose days are shaded: those of the cadence's schedule. */
  readonly place: Place;
  /** Whom the touches are for. */
  readonly name: string;
  readonly from: Date;
}

const margin = 8;
/** Narrow, so that the letters are still large enough on a telephone. */
const usualWidth = 480;
const withWeekends = 560;
/** Pixels a unit, where there is room. */
const shownScale = 1.5;
const weekColumn = 24;
const weekend = 36;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** What is drawn, from the back to the front. */
interface Layers {
  readonly days: Markup[];
  readonly marks: Markup[];
  readonly touches: Map<SimulatedTouch, Box>;
  readonly ghosts: Map<SimulatedTouch, Box>;
}

/** A calendar of all touches as an SVG file: one month below the other, weeks from Monday on with their ISO numbers. */
export function calendarPicture({ cadence, touches, place, name, from }: CalendarRequest): string {
  const layers: Layers = { days: [], marks: [], touches: new Map(), ghosts: new Map() };
  const months = calendarMonths(cadence, place, from, touches);
  const isWide = isWeekendBusy(months);
  const width = isWide ? withWeekends : usualWidth;
  const columns = columnsOf(width, isWide);
  const title = `${cadence.key} for ${name}`;
  layers.days.push(
    element('text', { x: margin, y: 26, class: 'heading' }, cut(title, 52)),
    element('text', { x: margin, y: 42, class: 'soft' }, summary(touches)),
  );
  let y = 44;
  for (const month of months) {
    y += 26;
    const text = month.isBusy ? month.title : `${month.title}: no touch`;
    layers.days.push(element('text', { x: margin, y, class: 'month' }, text));
    if (!month.isBusy) continue;
    y = drawHeader(layers, columns, y + 14);
    for (const week of month.weeks) y = drawWeek(layers, columns, week, cadence, y);
  }
  const legend = drawLegend(cadence, touches, months, margin, y + 22, width - 2 * margin);
  const step = (id: string) => cadence.steps.find((candidate) => candidate.id === id);
  return svgFile(
    {
      ...{ width, shownWidth: width * shownScale, title },
      height: legend.end + margin,
      description: touches.map((touch) => touchText(touch, step(touch.step))).join('; '),
    },
    pictureStyle,
    definitions,
    ...layers.days,
    ...arrows(layers, cadence),
    ...layers.marks,
    ...legend.drawn,
  );
}

function summary(touches: readonly SimulatedTouch[]): string {
  const [first, last] = [touches[0], touches.at(-1)];
  if (first === undefined || last === undefined) return 'no touches';
  const zones = [...new Set(touches.map(({ zone }) => zone))].join(', ');
  const dates = `${first.local.slice(0, 10)} to ${last.local.slice(0, 10)}`;
  return cut(`${touches.length} touches, ${dates}, ${zones}`, 80);
}

const definitions = element(
  'defs',
  {},
  element(
    'pattern',
    {
      ...{ id: 'hatch', width: 6, height: 6 },
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    element('rect', { width: 6, height: 6, class: 'closed' }),
    element('path', { d: 'M0 0v6', class: 'hatch' }),
  ),
);

type Columns = readonly { readonly x: number; readonly width: number }[];

function isWeekendBusy(months: readonly CalendarMonth[]): boolean {
  return months.some(({ weeks }) =>
    weeks.some(({ days }) =>
      days.some(({ weekday, marks }) => weekday > 5 && marks.some(({ kind }) => kind === 'touch')),
    ),
  );
}

/** Narrow weekends, unless something takes place on one. */
function columnsOf(width: number, isWeekendWide: boolean): Columns {
  const room = width - 2 * margin - weekColumn;
  const workday = isWeekendWide ? room / 7 : (room - 2 * weekend) / 5;
  const restday = isWeekendWide ? room / 7 : weekend;
  return weekdays.map((_, index) => ({
    x: margin + weekColumn + Math.min(index, 5) * workday + Math.max(0, index - 5) * restday,
    width: index < 5 ? workday : restday,
  }));
}

function drawHeader({ days }: Layers, columns: Columns, y: number): number {
  days.push(element('text', { x: margin, y, class: 'small soft' }, 'week'));
  for (const [index, { x, width: wide }] of columns.entries()) {
    const place = { x: x + wide / 2, y, class: 'soft middle' };
    days.push(element('text', place, weekdays[index] ?? ''));
  }
  return y + 5;
}

const dayHead = 28;
const gap = 2;

/** @returns where the next week begins */
function drawWeek(
  layers: Layers,
  columns: Columns,
  week: CalendarWeek,
  cadence: Cadence,
  y: number,
): number {
  const roomOf = ({ weekday }: CalendarDay) => (columns[weekday - 1]?.width ?? 0) - 2 * gap;
  const heightOf = (day: CalendarDay) =>
    day.marks.reduce((sum, mark) => sum + gap + markHeight(mark, roomOf(day)), dayHead + gap);
  const height = Math.max(...week.days.map(heightOf));
  layers.days.push(
    element(
      'text',
      { x: margin, y: y + 13, class: 'small soft' },
      `W${String(week.number).padStart(2, '0')}`,
    ),
  );
  for (const day of week.days) {
    const column = columns[day.weekday - 1] ?? { x: 0, width: 0 };
    layers.days.push(drawDay(day, { ...column, y, height }));
    let top = y + dayHead;
    for (const mark of day.marks) {
      const own = markHeight(mark, roomOf(day));
      const box = { x: column.x + gap, y: top, width: roomOf(day), height: own };
      layers.marks.push(drawMark(mark, box, cadence));
      remember(layers, mark, box);
      top += own + gap;
    }
  }
  return y + height;
}

function remember({ touches, ghosts }: Layers, mark: Mark, box: Box): void {
  if (mark.kind === 'touch') touches.set(mark.touch, box);
  if (mark.kind === 'ghost') ghosts.set(mark.touch, box);
}

const shadeNames = {
  open: '',
  closed_day: 'nothing is sent',
  holiday: 'holiday',
  blackout: 'blackout',
  half_day: 'half day',
} as const;

function drawDay({ date, shade, name, marks }: CalendarDay, box: Box): Markup {
  const told = [date, shadeNames[shade], name ?? ''].filter((part) => part !== '').join(', ');
  const shades =
    shade === 'open'
      ? []
      : [element('rect', { ...shadeBox(shade, box), class: shadeClass(shade) })];
  const day = { x: box.x + 4, y: box.y + 13, class: marks.length > 0 ? 'strong' : 'soft' };
  const names =
    name === null
      ? []
      : [
          element(
            'text',
            { x: box.x + 4, y: box.y + 24, class: 'small soft' },
            cut(name, Math.floor((box.width - 6) / 4.7)),
          ),
        ];
  return element(
    'g',
    {},
    element('title', {}, told),
    element('rect', { ...box, class: 'day' }),
    ...shades,
    element('text', day, String(Number(date.slice(8)))),
    ...names,
  );
}

/** A half day is shaded in its second half only. */
function shadeBox(shade: CalendarDay['shade'], { x, y, width: wide, height }: Box): Box {
  const from = shade === 'half_day' ? wide / 2 : 0.5;
  return { x: x + from, y: y + 0.5, width: wide - from - 0.5, height: height - 1 };
}

/** The class of a shading, also in the legend. */
export function shadeClass(shade: CalendarDay['shade']): string {
  if (shade === 'closed_day' || shade === 'open') return 'closed';
  return shade === 'blackout' ? 'blackout' : 'holiday';
}

/** From where each moved touch would have been to where it is. */
function arrows({ touches, ghosts }: Layers, { stages }: Cadence): Markup[] {
  return [...ghosts].flatMap(([touch, from]) => {
    const to = touches.get(touch);
    if (to === undefined) return [];
    const [x1, y1] = [from.x + from.width / 2, from.y + from.height];
    const [x2, y2] = [to.x + to.width / 2, to.y];
    const isBeside = y2 <= y1;
    const [ex, ey] = isBeside ? [to.x, to.y + to.height / 2] : [x2, y2];
    const [sx, sy] = isBeside ? [from.x + from.width, from.y + from.height / 2] : [x1, y1];
    const half = isBeside ? (ex - sx) / 2 : (ey - sy) / 2;
    const curve = isBeside
      ? `M${sx} ${sy}C${sx + half} ${sy} ${ex - half} ${ey} ${ex - 3} ${ey}`
      : `M${sx} ${sy}C${sx} ${sy + half} ${ex} ${ey - half} ${ex} ${ey - 3}`;
    const head = isBeside ? `M${ex} ${ey}l-6 -3.5v7z` : `M${ex} ${ey}l-3.5 -6h7z`;
    return element(
      'g',
      { class: stageClass(stages.indexOf(touch.stage)) },
      element('path', { class: 'arrow', d: curve }),
      element('path', { class: 'head', d: head }),
    );
  });
}
