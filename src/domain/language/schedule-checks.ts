import { parseWindow, type Window } from '../schedule.ts';
import { sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { isLoose, type Loose, outlineOf } from './outline.ts';
import type { Path, Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

/** Schedules that are well formed and yet never let anything out, never hold, or say a thing twice. */
export function checkSchedule(document: SourceDocument, report: Report): void {
  const { steps, tracks } = outlineOf(document.value);
  const all = [...steps, ...tracks.flatMap((track) => track.steps)];
  const followUps = ['schedule', 'follow_ups'];
  const schedules: readonly Path[] = [
    ['schedule'],
    followUps,
    ...all.map(({ path }) => [...path, 'schedule']),
  ];
  for (const path of schedules) {
    checkEmptyLists(path, document, report);
    checkOverlaps([...path, 'windows'], document, report);
  }
  const hasFollowUps = valueAt(document.value, followUps) !== undefined;
  if (hasFollowUps && !all.some(({ step }) => continuesThread(step))) {
    report('unused-follow-ups', document.locateKey(followUps), sentence('lint.unused-follow-ups'));
  }
}

function continuesThread(step: Loose): boolean {
  return isLoose(step.email) && step.email.thread === 'reply';
}

function checkEmptyLists(path: Path, document: SourceDocument, report: Report): void {
  for (const [key, said] of [
    ['days', 'lint.no-days'],
    ['windows', 'lint.no-windows'],
  ] as const) {
    const list = valueAt(document.value, [...path, key]);
    if (!Array.isArray(list) || list.length > 0) continue;
    report('no-sending-time', document.locate([...path, key]), sentence(said));
  }
}

function checkOverlaps(path: Path, document: SourceDocument, report: Report): void {
  const list = valueAt(document.value, path);
  if (!Array.isArray(list)) return;
  const seen: Window[] = [];
  list.forEach((text: unknown, index) => {
    const window = readable(text);
    if (window === null) return;
    const overlaps = seen.some(
      ({ startMinute, endMinute }) =>
        window.startMinute < endMinute && startMinute < window.endMinute,
    );
    if (overlaps) {
      report(
        'overlapping-windows',
        document.locate([...path, index]),
        sentence('lint.overlap', { window: String(text) }),
      );
    }
    seen.push(window);
  });
}

function readable(text: unknown): Window | null {
  if (typeof text !== 'string') return null;
  try {
    return parseWindow(text);
  } catch {
    return null;
  }
}
