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
  readonly reason: string;
}

/** Whether the mails of one of them bounce or annoy too much; null: they do not, or nothing can be said yet. */
export function judgeRates(counts: RatedCounts, rails: GuardRails): RateVerdict | null {
  if (counts.sent < rails.minSample) return null;
  const verdicts = [
    judge('bounced', counts.bounced, counts.sent, rails.bounces),
    judge('were called spam', counts.complained, counts.sent, rails.complaints),
  ].filter((one) => one !== null);
  return verdicts.find(({ does }) => does === 'pause') ?? verdicts[0] ?? null;
}

function judge(what: string, count: number, sent: number, rail: Rail): RateVerdict | null {
  const rate = count / sent;
  if (rate < Math.min(rail.warn, rail.pause)) return null;
  const does = rate >= rail.pause ? 'pause' : 'warn';
  const limit = percent(does === 'pause' ? rail.pause : rail.warn);
  const reason = `${count} of ${sent} mails of the last 7 days ${what}: ${percent(rate)}, the limit is ${limit}`;
  return { does, reason };
}

function percent(rate: number): string {
  return `${Number((rate * 100).toFixed(2))} %`;
}
