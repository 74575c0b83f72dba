/** Figures of a page of reports, and those who stand behind them. */
import { expect } from 'vitest';
import { reportsWords } from '../../../src/console/words/reports.ts';
import type { Visitor } from './visitor.ts';

/** Numbers that lead nowhere, by their column, and why. */
const unlinked: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  persistence: { sellers: 'quoted from others, of no enrolments of ours' },
  deliverability: {
    weekSent: 'the guard rails keep counts of a day, and not of whom',
    weekBounces: 'as weekSent',
    weekComplaints: 'as weekSent',
  },
  capacity: {
    room: 'what a limit lets go, whoever it is',
    roomToday: 'as room',
    leaves: 'how many will leave: which ones is decided on that day',
    leftOver: 'as leaves',
    mostLeft: 'as leaves',
  },
};
/** They count mails, or tell of a share or a time: the list has whom they were reckoned from. */
const reckoned = [
  ...['mails', 'onwards', 'medianDays', 'p90Days', 'repliesSoFar', 'winsSoFar', 'rate', 'low'],
  ...['high', 'best', 'bounceRate', 'complaintRate', 'medianHours', 'medianDaysToAnswer'],
  ...['medianDaysToEnd', 'tasksDone', 'tasksSkipped', 'tasksOpen', 'tasksOverdue', 'planned'],
];

export interface Cell {
  readonly column: string;
  readonly text: string;
  readonly href: string | null;
}

/** Numbers in the tables of a page, each with the word of its column. */
export function cellsOf(html: string): Cell[] {
  const wordOf = (text: string) => {
    const all: Readonly<Record<string, string>> = reportsWords.en;
    return Object.keys(all).filter((word) => all[word] === text);
  };
  return [...html.matchAll(/<table class="figures">([\s\S]*?)<\/table>/g)].flatMap(
    ([, table = '']) => {
      const columns = [...table.matchAll(/<th scope="col"[^>]*>([^<]*)<\/th>/g)].map(
        ([, text]) => text,
      );
      return [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].slice(1).flatMap(([, row = '']) =>
        [...row.matchAll(/<t[hd]([^>]*)>([\s\S]*?)<\/t[hd]>/g)].flatMap(
          ([, is = '', inner = ''], nth) => {
            if (!is.includes('class="num"')) return [];
            const href = /href="([^"]+)"/
              .exec(inner)?.[1]
              ?.replaceAll('&#x3D;', '=')
              .replaceAll('&amp;', '&');
            const text = inner.replace(/<[^>]+>/g, '').trim();
            return [{ column: wordOf(columns[nth] ?? '').join(' '), text, href: href ?? null }];
          },
        ),
      );
    },
  );
}

const isNumber = ({ text }: Cell) => /[1-9]/.test(text);

/** Every number of a page leads to those whom it counts, and there are as many of them. */
export async function expectPeopleBehind(visitor: Visitor, name: string, html: string) {
  const cells = cellsOf(html).filter(isNumber);
  expect(cells.length).toBeGreaterThan(0);
  const reasons = Object.keys(unlinked[name] ?? {});
  const without = cells.filter(
    ({ href, column }) => href === null && !column.split(' ').some((one) => reasons.includes(one)),
  );
  expect(without).toEqual([]);
  for (const { column, text: figure, href } of cells) {
    if (href === null || !href.startsWith('/console/reports/enrolments')) continue;
    const list = await visitor.get(href);
    expect(list.status, href).toBe(200);
    const ids = [...list.text.matchAll(/\/console\/enrolments\/([\w-]{36})/g)].map(([, id]) => id);
    const count = new Set(ids).size;
    if (column.split(' ').some((one) => reckoned.includes(one))) {
      expect(count, `${column} ${figure} ${href}`).toBeGreaterThan(0);
    } else {
      expect(count, `${column} ${figure} ${href}`).toBe(Number.parseInt(figure, 10));
    }
  }
}
