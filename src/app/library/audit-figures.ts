import type { MailRemark } from '../../email/rendered-checks.ts';
import type { PlacedMail } from './preview-composer.ts';

/** Where something was found: a line of the list, and whom it is about. */
export interface AuditExample {
  readonly line: number;
  readonly email: string;
}

/** How often something was found, and the first who had it. */
export interface AuditCount {
  readonly code: string;
  /** A merge field, or what went wrong; null where the code says it all. */
  readonly detail: string | null;
  readonly count: number;
  readonly examples: readonly AuditExample[];
}

/** One mail as somebody would get it. */
export interface AuditSample extends AuditExample {
  readonly locale: string | null;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** One mail step, or one variant of it. */
export interface AuditTarget extends PlacedMail {
  readonly variant: string | null;
  readonly template: string;
}

/** What came of one mail step, or one variant of it, over a whole list. */
export interface MailAudit {
  readonly step: string;
  readonly stage: string;
  /** Null: on the main road. */
  readonly track: string | null;
  readonly variant: string | null;
  readonly template: string;
  readonly ok: number;
  readonly held: number;
  /** For those for whom the condition of the step does not hold. */
  readonly skipped: number;
  /** In which languages it goes out. A fallback is one that the prospect did not ask for. */
  readonly languages: readonly AuditLanguage[];
  /** In characters. */
  readonly longestSubject: number;
  /** Of the HTML as it is sent. */
  readonly largestHtmlBytes: number;
  /** Why it would be held. */
  readonly holds: readonly AuditCount[];
  /** What is to be thought about where it goes out. */
  readonly remarks: readonly AuditCount[];
  readonly samples: readonly AuditSample[];
}

export interface AuditLanguage {
  readonly locale: string | null;
  readonly mails: number;
  readonly fallbacks: number;
}

/** A mail that can go out. */
export interface AuditedMail {
  readonly locale: string | null;
  readonly isFallback: boolean;
  readonly subject: string;
  readonly htmlBytes: number;
  readonly remarks: readonly MailRemark[];
}

/** What is counted of one target while a list goes by. */
export interface AuditTally {
  skip(): void;
  hold(code: string, details: readonly string[], who: AuditExample): void;
  pass(mail: AuditedMail, who: AuditExample): void;
  /** Whether a mail in this language has been kept to look at. */
  hasSample(locale: string | null): boolean;
  keep(sample: AuditSample): void;
  figures(): MailAudit;
}

const samplesKept = 3;

export function createTally({ step, track, variant, template }: AuditTarget): AuditTally {
  const figures = { ok: 0, held: 0, skipped: 0, longestSubject: 0, largestHtmlBytes: 0 };
  const languages = new Map<string | null, AuditLanguage>();
  const samples: AuditSample[] = [];
  const [holds, remarks] = [createCounts(), createCounts()];
  return {
    skip: () => {
      figures.skipped += 1;
    },
    hold: (code, details, who) => {
      figures.held += 1;
      if (details.length === 0) holds.add(code, null, who);
      for (const detail of details) holds.add(code, detail, who);
    },
    pass: ({ locale, isFallback, subject, htmlBytes, remarks: found }, who) => {
      figures.ok += 1;
      figures.longestSubject = Math.max(figures.longestSubject, [...subject].length);
      figures.largestHtmlBytes = Math.max(figures.largestHtmlBytes, htmlBytes);
      for (const code of found) remarks.add(code, null, who);
      const { mails, fallbacks } = languages.get(locale) ?? { mails: 0, fallbacks: 0 };
      const more = { mails: mails + 1, fallbacks: fallbacks + (isFallback ? 1 : 0) };
      languages.set(locale, { locale, ...more });
    },
    hasSample: (locale) =>
      samples.length >= samplesKept || samples.some((sample) => sample.locale === locale),
    keep: (sample) => samples.push(sample),
    figures: () => ({
      ...{ step: step.id, stage: step.stage, track, variant, template },
      ...figures,
      languages: [...languages.values()].toSorted((a, b) => b.mails - a.mails),
      holds: holds.list(),
      remarks: remarks.list(),
      samples,
    }),
  };
}

const examplesKept = 3;

/** Findings by code and detail. */
function createCounts() {
  const found = new Map<string, Omit<AuditCount, 'examples'> & { examples: AuditExample[] }>();
  return {
    add(code: string, detail: string | null, who: AuditExample): void {
      const key = JSON.stringify([code, detail]);
      const { count, examples } = found.get(key) ?? { count: 0, examples: [] };
      const kept = examples.length < examplesKept ? [...examples, who] : examples;
      found.set(key, { code, detail, count: count + 1, examples: kept });
    },
    /** Most frequent first. */
    list: (): AuditCount[] => [...found.values()].toSorted((a, b) => b.count - a.count),
  };
}
