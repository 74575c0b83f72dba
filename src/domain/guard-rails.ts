import { type Sentence, sentence } from './sentence.ts';

/** From which rates on a mailbox, a sending domain or a cadence is warned of, and paused; each from 0 to 1. */
export interface Rail {
  readonly warn: number;
  readonly pause: number;
}

/** Rates of the last seven days, of mails that were accepted or refused for the recipient's sake. */
export interface GuardRails {
  readonly bounces: Rail;
  readonly complaints: Rail;
  /** With fewer mails a rate says nothing. */
  readonly minSample: number;
}

/** What came of the mails of a mailbox, a sending domain or a cadence. */
export interface RatedCounts {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

export interface RateVerdict {
  readonly does: 'warn' | 'pause';
  /** For people: which rate, of how many, and where the rail is. */
  readonly why: Sentence;
}

/** Whether the mails of one of them bounce or annoy too much; null: they do not, or nothing can be said yet. */
export function judgeRates(counts: RatedCounts, rails: GuardRails): RateVerdict | null {
  if (counts.sent < rails.minSample) return null;
  const verdicts = [
    judge('rail.bounced', counts.bounced, counts.sent, rails.bounces),
    judge('rail.called-spam', counts.complained, counts.sent, rails.complaints),
  ].filter((one) => one !== null);
  return verdicts.find(({ does }) => does === 'pause') ?? verdicts[0] ?? null;
}

function judge(
  key: 'rail.bounced' | 'rail.called-spam',
  count: number,
  sent: number,
  rail: Rail,
): RateVerdict | null {
  const rate = count / sent;
  if (rate < Math.min(rail.warn, rail.pause)) return null;
  const does = rate >= rail.pause ? 'pause' : 'warn';
  const limit = does === 'pause' ? rail.pause : rail.warn;
  const rates = { rate: { percent: rate * 100 }, limit: { percent: limit * 100 } };
  return { does, why: sentence(key, { count, sent, ...rates }) };
}
