import { parseWindow, type Window } from '../schedule.ts';
import type { SourceDocument } from './document.ts';
import type { Path, Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

/** A schedule that is well formed and yet never lets anything out, or says a thing twice. */
export function checkSchedule(document: SourceDocument, report: Report): void {
  for (const [key, instead] of [
    ['days', 'all'],
    ['windows', 'always'],
  ] as const) {
    const list = valueAt(document.value, ['schedule', key]);
    if (!Array.isArray(list) || list.length > 0) continue;
    const message = `An empty list of ${key} leaves no time to send in: name some, or write ${instead}.`;
    report('no-sending-time', document.locate(['schedule', key]), message);
  }
  checkOverlaps(document, report);
}

function checkOverlaps(document: SourceDocument, report: Report): void {
  const path: Path = ['schedule', 'windows'];
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
      const message = `The window ${String(text)} overlaps one before it: write the two as one.`;
      report('overlapping-windows', document.locate([...path, index]), message);
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
