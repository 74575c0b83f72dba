import type { VariantReport, VariantRow } from '../../app/enrolments/judge-variants.ts';
import type { Viewer } from '../../domain/viewer.ts';
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

/** In the words of whoever looks; the figures are those of the report, over the enrolments that they see. */
export function shownVerdict(
  report: VariantReport,
  say: Say,
  language: Language,
  viewer: Pick<Viewer, 'owners'>,
): ShownVerdict {
  const { verdict, inForce } = report;
  const isDecided = verdict.winner !== null || inForce !== null;
  return {
    standing: isDecided ? 'decided' : verdict.because === 'too_few' ? 'early' : 'unclear',
    leads: leadsText(report, say, language),
    trust: trustText(report, say, language),
    next: nextText(report, say, language, viewer),
  };
}

/** The variant that is most likely the best; null while there are too few mails, and where two are as likely. */
export function leaderOf({ variants, verdict }: VariantReport): VariantRow | null {
  if (verdict.because === 'too_few') return null;
  const [first, second] = variants.toSorted(byChance);
  if (first === undefined || asShown(first) === (second === undefined ? 0 : asShown(second))) {
    return null;
  }
  return first;
}

const byChance = (a: VariantRow, b: VariantRow) => b.best - a.best;
/** In whole percent: what looks the same is the same. */
const asShown = ({ best }: VariantRow) => Math.round(100 * best);

function leadsText(report: VariantReport, say: Say, language: Language): string {
  const { variants, verdict } = report;
  if (variants.every(({ sent }) => sent === 0)) return say('leads.nothing');
  if (verdict.because === 'too_few') return say('leads.early');
  const [best, second] = variants.toSorted(byChance);
  const told = {
    rate: percentText(best?.rate ?? 0, language, 1),
    other: percentText(second?.rate ?? 0, language, 1),
    what: say(`whatOf.${metricOf(report)}`),
  };
  const leader = leaderOf(report);
  if (leader === null) return say('leads.even', told);
  return say('leads', {
    ...{ ...told, variant: leader.variant },
    best: percentText(leader.best, language),
  });
}

function trustText({ verdict, rule }: VariantReport, say: Say, language: Language): string {
  const sure = verdict.confidence === null ? '' : numberText(verdict.confidence, language, 1);
  const least = rule?.minSample ?? 200;
  const wanted = numberText(rule?.confidence ?? 95, language);
  return say(`trust.${verdict.because}`, { variant: verdict.winner, sure, least, wanted });
}

function nextText(
  report: VariantReport,
  say: Say,
  language: Language,
  { owners }: Pick<Viewer, 'owners'>,
): string {
  const { verdict, inForce, rule, sampleNeeded, variants } = report;
  if (inForce !== null) return say('next.inForce', { variant: inForce });
  // What is said of some enrolments is not what is decided on all.
  if (owners !== null) return say('next.narrowed');
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
