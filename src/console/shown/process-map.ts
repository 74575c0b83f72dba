import Handlebars from 'handlebars';
import { cut, element, type Markup } from '../../app/library/pictures/svg.ts';
import type { Activity, MappedStage, ProcessMap } from '../../app/reports/process-map.ts';
import type { Language, Say } from '../words.ts';
import { numberText, percentText } from './figures.ts';

/** In units of the drawing: as wide as A4 across, less its margins. */
const width = 1080;
const tip = 14;
const arrowHeight = 64;
const activityHeight = 19;
const top = 8;
const activitiesAtMost = 9;

/**
 * The stages of a sale as arrows in a row, under each what there is to know: how many came, how long they stay, how many go
 * on, and what is done there. Told in a table beside it.
 */
export function drawProcessMap(
  { stages }: ProcessMap,
  say: Say,
  language: Language,
): Handlebars.SafeString {
  const step = width / Math.max(1, stages.length);
  const most = Math.max(1, ...stages.map(({ entered }) => entered));
  const longest = Math.min(
    activitiesAtMost,
    Math.max(1, ...stages.map((one) => one.activities.length)),
  );
  const figuresAt = top + arrowHeight + 26;
  const activitiesAt = figuresAt + 158;
  const height = activitiesAt + 26 + (longest + 1) * activityHeight;
  const columns = stages.map((stage, index) =>
    element(
      'g',
      { class: 'map-stage', transform: `translate(${Math.round(index * step)} 0)` },
      arrow(step, index === 0),
      ...nameLines(stage.stage, step),
      ...figures(stage, {
        step,
        most,
        say,
        language,
        y: figuresAt,
        isLast: index === stages.length - 1,
      }),
      element('text', { class: 'map-label', x: 4, y: activitiesAt }, say('activities')),
      ...activityLines(stage.activities, step, activitiesAt + 22),
    ),
  );
  const root = element(
    'svg',
    {
      class: 'process-map',
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    ...columns,
  );
  return new Handlebars.SafeString(root.markup);
}

function arrow(step: number, isFirst: boolean): Markup {
  const [right, bottom, middle] = [step - 4, top + arrowHeight, top + arrowHeight / 2];
  const notch = isFirst ? 0 : tip;
  const d = `M0 ${top}H${right - tip}L${right} ${middle}L${right - tip} ${bottom}H0L${notch} ${middle}Z`;
  return element('path', { class: 'map-arrow', d });
}

/** A name in at most two lines, broken where its words are. */
function nameLines(stage: string, step: number): Markup[] {
  const most = Math.floor((step - 2.6 * tip) / 7.4);
  const words = stage.split(/(?<=-)/);
  const first = words[0] ?? '';
  const whole = stage.length <= most;
  const lines = whole ? [stage] : [first, words.slice(1).join('')].filter((part) => part !== '');
  const from = top + arrowHeight / 2 + 5 - (lines.length - 1) * 9;
  return lines.map((text, index) =>
    element('text', { class: 'map-name', x: tip + 8, y: from + index * 18 }, cut(text, most)),
  );
}

interface Place {
  readonly step: number;
  readonly most: number;
  readonly say: Say;
  readonly language: Language;
  readonly y: number;
  /** Nobody goes on from there: it is told how the sale ends. */
  readonly isLast: boolean;
}

function figures(stage: MappedStage, { step, most, say, language, y, isLast }: Place): Markup[] {
  const room = step - 14;
  const told = (count: number) => numberText(count, language);
  const days = stage.medianHours === null ? '–' : numberText(stage.medianHours / 24, language, 1);
  const line = (at: number, word: string, value: string): Markup[] => [
    element('text', { class: 'map-label', x: 4, y: y + at }, say(word)),
    element('text', { class: 'map-number', x: 4, y: y + at + 21 }, value),
  ];
  return [
    ...line(0, 'entered', numberText(stage.entered, language)),
    element('rect', { class: 'map-rest', x: 4, y: y + 29, width: room, height: 6, rx: 3 }),
    element('rect', {
      ...{ class: 'map-bar', x: 4, y: y + 29, height: 6, rx: 3 },
      width: (room * stage.entered) / most,
    }),
    ...line(54, 'medianDays', days),
    ...(isLast
      ? line(102, 'wonAndDone', `${told(stage.won)} · ${told(stage.completed)}`)
      : line(102, 'onwards', percentText(stage.onwards, language))),
  ];
}

function activityLines(activities: readonly Activity[], step: number, y: number): Markup[] {
  const shown = activities.slice(0, activitiesAtMost);
  const lines = shown.map(({ step: name, kind, track }, index) =>
    element(
      'g',
      { class: track === null ? 'map-do' : 'map-do map-aside' },
      kind === 'email'
        ? envelope(4, y + index * activityHeight)
        : handset(4, y + index * activityHeight),
      nameOfActivity(name, step, y + index * activityHeight),
    ),
  );
  const rest = activities.length - shown.length;
  if (rest === 0) return lines;
  const at = { class: 'map-do map-aside', x: 23, y: y + shown.length * activityHeight };
  return [...lines, element('text', at, `+ ${rest}`)];
}

/** A name that is too long is written closer, down to two thirds; it is cut only beyond that. */
function nameOfActivity(name: string, step: number, y: number): Markup {
  const room = step - 30;
  const most = Math.floor(room / 6.4);
  const closer = name.length > most ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' } : {};
  return element('text', { x: 23, y, ...closer }, cut(name, Math.floor(most * 1.5)));
}

function envelope(x: number, y: number): Markup {
  const d = `M${x} ${y - 9}h13v9h-13zM${x} ${y - 9}l6.5 5 6.5-5`;
  return element('path', { class: 'map-icon', d });
}

/** Something that a person does: a tick in a box. */
function handset(x: number, y: number): Markup {
  const d = `M${x + 1} ${y - 10}h11v11h-11zM${x + 3.5} ${y - 4.5}l2.5 2.5 4-5`;
  return element('path', { class: 'map-icon', d });
}
