import { InvalidInput } from '../../errors.ts';
import { parseDate } from '../own-calendar.ts';
import { sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { isLoose } from './outline.ts';
import type { Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

/** Longer ones leave no opening within the time that is searched for one. */
const longestDays = 366;

/** Own calendars whose blackouts make no sense. */
export function checkCalendars(document: SourceDocument, report: Report): void {
  const calendars = valueAt(document.value, ['calendars']);
  if (!isLoose(calendars)) return;
  for (const key of Object.keys(calendars)) {
    const path = ['calendars', key, 'blackout'];
    const blackouts = valueAt(document.value, path);
    if (!Array.isArray(blackouts)) continue;
    blackouts.forEach((blackout: unknown, index) => {
      const [from, to] = [dateIn(blackout, 'from'), dateIn(blackout, 'to')];
      if (from === null || to === null) return;
      const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
      const position = document.locate([...path, index, 'to']);
      if (days < 1) {
        report('invalid-blackout', position, sentence('lint.blackout-backwards', { to }));
      } else if (days > longestDays) {
        report(
          'invalid-blackout',
          position,
          sentence('lint.blackout-long', { days, most: longestDays }),
        );
      }
    });
  }
}

function dateIn(blackout: unknown, key: string): string | null {
  const text = valueAt(blackout, [key]);
  if (typeof text !== 'string') return null;
  try {
    return parseDate(text);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    // The shape has reported it.
    return null;
  }
}
