import type { VariantReport, VariantRow } from '../../app/enrolments/judge-variants.ts';
import type { Language, Say } from '../words.ts';
import { numberText, percentText } from './figures.ts';

/** What somebody wants to know who sees a comparison for the first time: what leads, whether to believe it, what to do. */
export interface ShownVerdict {
  /** Word of how far it has come. */
  readonly standing: 'early' | 'unclear' | 'decided';
  readonly leads: string;
  readonly trust: string;
  readonly next: string;
}

export const metricOf = ({ rule }: VariantReport) => rule?.metric ?? 'reply';

/** In the words of whoever looks; the figures are those of the report. */
export function shownVerdict(report: VariantReport, say: Say, language: Language): ShownVerdict {
  const { verdict, inForce } = report;
  const isDecided = verdict.winner !== null || inForce !== null;
  return {
    standing: isDecided ? 'decided' : verdict.because === 'too_few' ? 'early' : 'unclear',
    leads: leadsText(report, say, language),
    trust: trustText(report, say, language),
    next: nextText(report, say, language),
  };
}

/** The variant with the highest rate; null where none was sent or the best two are even. */
export function leaderOf({ variants }: VariantReport): VariantRow | null {
  const [first, second] = variants.toSorted(byRate);
  if (first === undefined || (first.rate ?? 0) === (second?.rate ?? 0)) return null;
  return first;
}

const byRate = (a: VariantRow, b: VariantRow) => (b.rate ?? 0) - (a.rate ?? 0);

function leadsText(report: VariantReport, say: Say, language: Language): string {
  const { variants } = report;
  if (variants.every(({ sent }) => sent === 0)) return say('leads.nothing');
  const [best, second] = variants.toSorted(byRate);
  const told = {
    rate: percentText(best?.rate ?? 0, language, 1),
    what: say(`whatOf.${metricOf(report)}`),
  };
  const leader = leaderOf(report);
  if (leader === null) return say('leads.even', told);
  const { variant } = leader;
  return say('leads', { ...told, variant, other: percentText(second?.rate ?? 0, language, 1) });
}

function trustText({ verdict, rule }: VariantReport, say: Say, language: Language): string {
  const sure = verdict.confidence === null ? '' : numberText(verdict.confidence, language, 1);
  const least = rule?.minSample ?? 200;
  const wanted = numberText(rule?.confidence ?? 95, language);
  return say(`trust.${verdict.because}`, { variant: verdict.winner, sure, least, wanted });
}

function nextText(report: VariantReport, say: Say, language: Language): string {
  const { verdict, inForce, rule, sampleNeeded, variants } = report;
  if (inForce !== null) return say('next.inForce', { variant: inForce });
  if (verdict.winner !== null) {
    return say(`next.winner.${rule?.mode ?? 'suggest'}`, { variant: verdict.winner });
  }
  if (sampleNeeded === null && verdict.because === 'too_close') return say('next.even');
  const fewest = Math.min(...variants.map(({ sent }) => sent));
  const needed = Math.max(sampleNeeded ?? 0, rule?.minSample ?? 200);
  return say(sampleNeeded === null ? 'next.few' : 'next.more', {
    needed: numberText(needed, language),
    missing: numberText(Math.max(0, needed - fewest), language),
  });
}
