import type { Cadence } from '../../../domain/cadence.ts';
import type { SimulatedTouch } from '../simulate.ts';
import { type CalendarDay, type CalendarMonth, movedFrom } from './calendar-days.ts';
import { channelName, channelSign } from './calendar-marks.ts';
import { stageClass } from './style.ts';
import { cut, element, type Markup } from './svg.ts';

/** An entry: what is drawn at a place, and what it means. */
interface Entry {
  readonly draw: (x: number, y: number) => Markup;
  readonly text: string;
}

const lineHeight = 17;
const perLine = 2;

/** What the colours, signs and shadings of a calendar mean; of each only what is in it. */
export function drawLegend(
  cadence: Cadence,
  touches: readonly SimulatedTouch[],
  months: readonly CalendarMonth[],
  left: number,
  top: number,
  width: number,
): { readonly drawn: readonly Markup[]; readonly end: number } {
  const days = months.flatMap(({ weeks }) => weeks.flatMap((week) => week.days));
  const entries = [
    ...stageEntries(cadence, touches),
    ...channelEntries(cadence, touches),
    ...shadeEntries(days),
    ...(touches.some((touch) => movedFrom(touch) !== null) ? [ghostEntry] : []),
  ];
  const drawn = entries.flatMap(({ draw, text }, index) => {
    const x = left + (index % perLine) * (width / perLine);
    const y = top + Math.floor(index / perLine) * lineHeight;
    return [draw(x, y - 9), element('text', { x: x + 22, y }, cut(text, 38))];
  });
  return { drawn, end: top + (Math.ceil(entries.length / perLine) - 1) * lineHeight + 6 };
}

function stageEntries({ stages }: Cadence, touches: readonly SimulatedTouch[]): Entry[] {
  return stages.flatMap((stage, index) => {
    if (!touches.some((touch) => touch.stage === stage)) return [];
    const draw = (x: number, y: number) =>
      element(
        'g',
        { class: stageClass(index) },
        element('rect', { x, y, width: 16, height: 11, rx: 2, class: 'chip' }),
        element('rect', { x, y, width: 3, height: 11, class: 'bar' }),
        element('text', { x: x + 14, y: y + 9, class: 'small soft end' }, String(index + 1)),
      );
    return { draw, text: `stage ${stage}` };
  });
}

function channelEntries({ steps }: Cadence, touches: readonly SimulatedTouch[]): Entry[] {
  const there = steps.filter(({ id }) => touches.some(({ step }) => step === id));
  const names = [...new Set(there.map(channelName))];
  return names.map((name) => ({
    draw: (x, y) =>
      channelSign(
        there.find((step) => channelName(step) === name),
        x + 2,
        y + 1,
      ),
    text: name,
  }));
}

const shades = [
  ['closed_day', 'closed', 'nothing is sent on this weekday'],
  ['holiday', 'holiday', 'holiday'],
  ['half_day', 'holiday', 'half day'],
  ['blackout', 'blackout', 'blackout'],
] as const;

function shadeEntries(days: readonly CalendarDay[]): Entry[] {
  return shades.flatMap(([shade, name, text]) => {
    if (!days.some((day) => day.shade === shade)) return [];
    const shaded = shade === 'half_day' ? 8 : 16;
    const draw = (x: number, y: number) =>
      element(
        'g',
        {},
        element('rect', { x, y, width: 16, height: 11, class: 'day' }),
        element('rect', { x: x + 16 - shaded, y, width: shaded, height: 11, class: name }),
      );
    return { draw, text };
  });
}

const ghostEntry: Entry = {
  draw: (x, y) =>
    element(
      'g',
      { class: stageClass(0) },
      element('rect', { x, y, width: 16, height: 11, rx: 2, class: 'ghost' }),
    ),
  text: 'where a touch would have been',
};
