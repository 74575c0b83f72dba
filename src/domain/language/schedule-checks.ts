import type { SourceDocument } from './document.ts';
import type { Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

/** A schedule that is well formed and yet never lets anything out. */
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
}
