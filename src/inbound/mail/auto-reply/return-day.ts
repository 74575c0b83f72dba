import { type DayContext, daysTold, type ToldDay } from './dates-told.ts';
import type { AutoReplyWords } from './dictionary.ts';
import { languages } from './languages.ts';

const dayMs = 86_400_000;
/** Nobody who can be waited for is away for longer. */
const longestDays = 100;

/** The first day back and, where it is told, the first day away: midnights UTC. */
export interface Absence {
  readonly until: Date;
  readonly from: Date | null;
}

interface Candidate extends Absence {
  /** A day of return, before a day up to which, before the end of a range. */
  readonly rank: number;
}

/**
 * The day on which somebody is back, as an automatic reply tells it: never one in the past, nor more than 100 days after
 * the absence began (or after the mail, which is later).
 */
export function returnDay(text: string, context: DayContext): Absence | null {
  const lower = text.slice(0, 6_000).toLowerCase();
  const found = languages
    .flatMap((words) => candidates(lower, words, context))
    .filter((absence) => {
      const begins = Math.max(context.today.getTime(), absence.from?.getTime() ?? 0);
      const days = (absence.until.getTime() - begins) / dayMs;
      return absence.until > context.today && days <= longestDays;
    });
  const [best] = found.toSorted((a, b) => a.rank - b.rank);
  return best === undefined ? null : { until: best.until, from: best.from };
}

function candidates(
  text: string,
  words: AutoReplyWords,
  context: DayContext,
): readonly Candidate[] {
  const days = daysTold(text, words, context);
  const told = days.flatMap((day, index) => {
    const candidate = candidateOf(
      text,
      words,
      day,
      days[index - 1]?.end ?? 0,
      days[index + 1]?.start ?? text.length,
    );
    return candidate === null ? [] : [candidate];
  });
  const tomorrow = words.tomorrow.exec(text);
  const near =
    tomorrow === null ? '' : text.slice(Math.max(0, tomorrow.index - 40), tomorrow.index + 40);
  const isBack = words.back.some((back) => back.test(near));
  return isBack
    ? [...told, { until: new Date(context.today.getTime() + dayMs), from: null, rank: 3 }]
    : told;
}

function candidateOf(
  text: string,
  words: AutoReplyWords,
  told: ToldDay,
  previousEnd: number,
  nextStart: number,
): Candidate | null {
  const { day, from, weekday } = told;
  const before =
    text
      .slice(Math.max(previousEnd, told.start - 60), told.start)
      .split(/[!?\n]|(?<=\p{L}{3})\.\s/u)
      .at(-1) ?? '';
  const [after = ''] = text.slice(told.end, told.end + 60).split(/[!?;\n]|(?<=\p{L}{3})\.\s/u);
  // What is said before another day is said of that one.
  const isLast = nextStart >= told.end + after.length;
  const ranked = weekday ? 1 : 0;
  const isBack = (part: string) => words.back.some((back) => back.test(part));
  if (from === null && isBack(before)) return { until: day, from, rank: ranked };
  const until = words.until.find((one) => one.words.test(before.slice(-30)));
  if (from === null && until === undefined && isLast && isBack(after))
    return { until: day, from, rank: ranked };
  const next = new Date(day.getTime() + dayMs);
  if (from !== null) return { until: next, from, rank: 4 };
  if (until === undefined) return null;
  const ranged =
    /(?<!\p{L})(from|fra|frå|från|vom|von|du|del|desde|between|mellom|mellan|mellem)(?!\p{L})/u.test(
      before,
    );
  return { until: until.inclusive || ranged ? next : day, from: null, rank: 2 + ranked };
}
