import { shareOf } from '../../domain/agreement.ts';
import { appliesWinner, type EmailStep, stepsOf } from '../../domain/cadence.ts';
import {
  judgeVariants,
  rateOf,
  type VariantCount,
  type Verdict,
  type WinnerRule,
} from '../../domain/variant.ts';
import { chancesToBeBest, sampleToTell } from '../../domain/variant-odds.ts';
import { seesAll, type Viewer } from '../../domain/viewer.ts';
import { listCadences } from '../../store/cadences.ts';
import {
  insertWinner,
  readVariantFigures,
  readWinners,
  type VariantFigures,
} from '../../store/variants.ts';
import type { App } from '../context.ts';

/** One mail whose variants are compared. */
export interface VariantReport {
  readonly cadence: string;
  readonly step: string;
  /** Null where the cadence asks for no winner: then replies are compared and nothing follows. */
  readonly rule: WinnerRule | null;
  readonly variants: readonly VariantRow[];
  readonly verdict: Verdict;
  /** The variant that everybody new gets, once a winner is in force. */
  readonly inForce: string | null;
  /** Mails of each variant that tell the best from the second, if their rates are what they look like; null: they are even. */
  readonly sampleNeeded: number | null;
}

/** What came of a variant, and how sure its rate of what is compared is. */
export interface VariantRow extends Omit<VariantFigures, 'cadence' | 'step'> {
  /** Of those sent, from 0 to 1, and where the true rate lies with 95 % confidence; null where none was sent. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** How likely it is to be the best, from 0 to 1. */
  readonly best: number;
}

const usualRule: WinnerRule = { metric: 'reply', minSample: 200, confidence: 95, mode: 'suggest' };

/**
 * Which variants were sent to those who are seen, what came of them, and whether one is better; by the rules of the current
 * versions.
 */
export async function reportVariants(
  app: App,
  cadence: string | null,
  { owners }: Viewer,
): Promise<VariantReport[]> {
  const figures = await readVariantFigures(app.db, cadence, owners);
  const reports: VariantReport[] = [];
  for (const { key, hash } of await listCadences(app.db)) {
    if (cadence !== null && key !== cadence) continue;
    const version = await app.versions.load(hash);
    const winners = await readWinners(app.db, key);
    for (const step of stepsOf(version.cadence)) {
      if (step.kind !== 'email' || step.email.variants === undefined) continue;
      const own = figures.filter((row) => row.cadence === key && row.step === step.id);
      reports.push(reportStep(key, step, own, winners.get(step.id) ?? null));
    }
  }
  return reports;
}

function reportStep(
  cadence: string,
  step: EmailStep,
  figures: readonly VariantFigures[],
  inForce: string | null,
): VariantReport {
  const rule = step.email.winner ?? null;
  const rows = (step.email.variants ?? []).map(({ id }) => {
    const found = figures.find((row) => row.variant === id);
    const { sent = 0, reply = 0, meeting = 0, won = 0 } = found ?? {};
    return { variant: id, sent, reply, meeting, won };
  });
  const { metric } = rule ?? usualRule;
  const counts = rows.map((row) => ({
    id: row.variant,
    sent: row.sent,
    successes: row[metric],
  }));
  const verdict = judgeVariants(counts, rule ?? usualRule);
  const chances = chancesToBeBest(counts);
  const variants = rows.map((row, index): VariantRow => {
    const { share: rate, low, high } = shareOf(row[metric], row.sent);
    return { ...row, rate, low, high, best: chances[index] ?? 0 };
  });
  const sampleNeeded = sampleOf(counts, rule ?? usualRule);
  return { cadence, step: step.id, rule, variants, verdict, inForce, sampleNeeded };
}

/** For the best and the second, as far as their rates go by now. */
function sampleOf(counts: readonly VariantCount[], rule: WinnerRule): number | null {
  const [best, second] = counts.map(rateOf).toSorted((a, b) => b - a);
  if (best === undefined || second === undefined) return null;
  const level = (1 - rule.confidence / 100) / (counts.length - 1);
  const needed = sampleToTell([best, second], level);
  return needed === null ? null : Math.max(needed, rule.minSample);
}

/**
 * Puts winners into force where the cadence says `mode: apply`: from then on everybody who has not got a variant yet gets
 * the better one.
 *
 * @returns how many
 */
export async function applyWinners(app: App): Promise<number> {
  let applied = 0;
  for (const { key, hash } of await listCadences(app.db)) {
    const { cadence } = await app.versions.load(hash);
    // The figures are read from all mails of a cadence: only where something may come of it.
    if (!stepsOf(cadence).some(appliesWinner)) continue;
    for (const { step, rule, verdict, inForce } of await reportVariants(app, key, seesAll)) {
      const { winner, confidence } = verdict;
      if (rule?.mode !== 'apply' || inForce !== null || winner === null) continue;
      const row = { cadence: key, step, variant: winner, confidence: confidence ?? 0 };
      if (await insertWinner(app.db, row, app.clock.now())) applied += 1;
    }
  }
  return applied;
}
