import type { Cadence, Step } from '../../../domain/cadence.ts';
import { type SimulatedTouch, shiftText } from '../simulate.ts';
import type { Mark } from './calendar-days.ts';
import { stageClass } from './style.ts';
import { cut, element, type Markup } from './svg.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const lineHeight = 12;
/** Of the bold letters of a wide font; most are narrower. */
const letterWidth = 6.6;
const mostLines = 3;

/** A name on lines of so many letters, broken after dashes; what is longer is cut. */
export function wrapped(name: string, letters: number): string[] {
  const lines: string[] = [];
  for (const part of name.split(/(?<=[-_ ])/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length <= letters) lines[lines.length - 1] += part;
    else lines.push(part);
  }
  const rest = lines.splice(mostLines - 1).join('');
  const kept = rest === '' ? lines : [...lines, rest];
  return kept.map((line) => cut(line, letters));
}

function linesOf(mark: Mark, width: number): readonly string[] {
  const letters = Math.max(2, Math.floor((width - 7) / letterWidth));
  return mark.kind === 'begin' ? ['enrolled'] : wrapped(mark.touch.step, letters);
}

export function markHeight(mark: Mark, width: number): number {
  const lines = linesOf(mark, width).length + (mark.kind === 'ghost' ? 0 : 1);
  return lines * lineHeight + 5;
}

/** A mark as it stands on its day. */
export function drawMark(mark: Mark, box: Box, cadence: Cadence): Markup {
  const lines = linesOf(mark, box.width);
  const names = lines.map((line, index) =>
    element(
      'text',
      {
        x: box.x + 6,
        y: box.y + 11 + index * lineHeight,
        class: mark.kind === 'touch' ? 'name strong' : 'name soft',
      },
      line,
    ),
  );
  const timeY = box.y + 11 + lines.length * lineHeight;
  if (mark.kind === 'begin') {
    const time = element('text', { x: box.x + 6, y: timeY, class: 'soft' }, mark.time);
    return element('g', {}, element('title', {}, `enrolled at ${mark.time}`), ...names, time);
  }
  const { touch } = mark;
  const stage = cadence.stages.indexOf(touch.stage);
  const frame = { ...box, rx: 3 };
  if (mark.kind === 'ghost') {
    const title = element('title', {}, movedText(touch));
    return element(
      'g',
      { class: stageClass(stage) },
      title,
      element('rect', { ...frame, class: 'ghost' }),
      ...names,
    );
  }
  const step = cadence.steps.find(({ id }) => id === touch.step);
  const number = { x: box.x + box.width - 4, y: timeY, class: 'small soft end' };
  return element(
    'g',
    { class: stageClass(stage) },
    element('title', {}, touchText(touch, step)),
    element('rect', { ...frame, class: 'chip' }),
    element('rect', { ...box, width: 3, class: 'bar' }),
    ...names,
    channelSign(step, box.x + 6, timeY - 8),
    element('text', { x: box.x + 20, y: timeY }, touch.local.slice(11, 16)),
    element('text', number, String(stage + 1)),
  );
}

/** What a step is, as in `mail` or `call`. */
export function channelName(step: Step | undefined): string {
  return step?.kind === 'task' ? step.task.kind : 'mail';
}

/** A sign of 11 by 9 units: an envelope, a telephone, or a box to tick. */
export function channelSign(step: Step | undefined, x: number, y: number): Markup {
  const signs: Readonly<Record<string, string>> = {
    mail: 'M0.5 0.5h10v8h-10z M0.5 1l5 4l5-4',
    call: 'M2 0.5h2l1 2.5l-1.3 1a6 6 0 0 0 3 3l1-1.3l2.5 1v2c-5 0-8.2-3.6-8.2-8.200z',
  };
  const drawn = signs[channelName(step)] ?? 'M1.5 0.5h8v8h-8z M3.5 4.500l1.7 1.700l3-3.5';
  return element('path', { class: 'sign', d: drawn, transform: `translate(${x} ${y})` });
}

/** A touch in words. */
export function touchText(touch: SimulatedTouch, step: Step | undefined): string {
  const { local, zone, stage } = touch;
  const when = `${local.slice(0, 10)} ${local.slice(11, 16)} ${zone}`;
  const moved = touch.shifts.length === 0 ? '' : `. ${movedText(touch)}`;
  return `${touch.step}: ${channelName(step)}, ${when}, stage ${stage}${moved}`;
}

function movedText({ step, local, shifts }: SimulatedTouch): string {
  const from = shifts[0]?.from ?? local;
  const plain = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)}`;
  return `${step} moved from ${plain(from)} to ${plain(local)}: ${shifts.map(shiftText).join(', ')}`;
}
