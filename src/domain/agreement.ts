import { probit } from 'simple-statistics';

/** A share of a count, and where the true one lies with 95 % confidence. */
export interface Share {
  readonly agreed: number;
  readonly of: number;
  /** From 0 to 1; all three are null without a case. */
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The interval of Wilson (1927), which holds for small counts and for shares near 0 and 1, too. */
export function shareOf(agreed: number, of: number): Share {
  if (of === 0) return { agreed, of, share: null, low: null, high: null };
  const z = probit(0.975);
  const share = agreed / of;
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const reach =
    (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { agreed, of, share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
