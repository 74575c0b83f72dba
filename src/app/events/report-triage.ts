/** What people say in triage that replies mean, measured against what we had read. Nobody's reply stands in it. */
import { type Share, shareOf } from '../../domain/agreement.ts';
import type { Viewer } from '../../domain/viewer.ts';
import {
  type MisleadingWords,
  readMisleadingWords,
  readTriageCounts,
  type TriageCount,
} from '../../store/triage.ts';
import type { App } from '../context.ts';

export interface TriageReport {
  readonly decisions: number;
  /** Of those, the ones of which we had no guess (`unclear`): they count neither as right nor as wrong. */
  readonly unread: number;
  /** How often a guess of ours was right. */
  readonly agreement: Share;
  readonly byReader: readonly (Share & { readonly by: TriageCount['by'] })[];
  readonly byLanguage: readonly (Share & { readonly language: string | null })[];
  /** Our reading × what people decided. */
  readonly counts: readonly Pick<TriageCount, 'read' | 'decided' | 'count'>[];
  readonly misleading: readonly MisleadingWords[];
}

const mostWords = 20;

/** Of the tasks that are seen. */
export async function reportTriage(
  app: Pick<App, 'db'>,
  { owners }: Viewer,
): Promise<TriageReport> {
  const [counts, misleading] = await Promise.all([
    readTriageCounts(app.db, owners),
    readMisleadingWords(app.db, mostWords, owners),
  ]);
  return { ...triageFigures(counts), misleading };
}

/** The figures of a report, from what was counted. */
export function triageFigures(rows: readonly TriageCount[]): Omit<TriageReport, 'misleading'> {
  const guesses = rows.filter((row) => row.read !== noGuess);
  const of = <Key>(keyOf: (row: TriageCount) => Key) =>
    [...grouped(guesses, keyOf)].map(([key, own]) => [key, agreementOf(own)] as const);
  return {
    decisions: total(rows),
    unread: total(rows) - total(guesses),
    agreement: agreementOf(guesses),
    byReader: of(({ by }) => by).map(([by, share]) => ({ by, ...share })),
    byLanguage: of(({ language }) => language).map(([language, share]) => ({ language, ...share })),
    counts: [...grouped(rows, ({ read, decided }) => JSON.stringify([read, decided])).values()]
      .flatMap((own) => {
        const [first] = own;
        if (first === undefined) return [];
        return [{ read: first.read, decided: first.decided, count: total(own) }];
      })
      .toSorted((a, b) => b.count - a.count || (a.read < b.read ? -1 : 1)),
  };
}

const noGuess = 'unclear';

/** Whether a decision is what we had read; `unread` where we had no guess. */
export function agreed(read: string, decided: string | null): 'yes' | 'no' | 'unread' {
  if (read === noGuess) return 'unread';
  return read === decided ? 'yes' : 'no';
}

function agreementOf(rows: readonly TriageCount[]): Share {
  return shareOf(total(rows.filter(({ read, decided }) => read === decided)), total(rows));
}

function total(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

function grouped<Row, Key>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): ReadonlyMap<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
