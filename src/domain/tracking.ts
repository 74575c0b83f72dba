/** What a cadence follows of its mails. */
export interface TrackingRule {
  readonly clicks: boolean;
  readonly opens: boolean;
}

/**
 * A mail that is asked for so soon was asked for by a machine: scanners look at mails as they come in, and nobody reads and
 * decides within these seconds.
 */
export const tooSoonMs = 10_000;

/** Whether something came too soon after its mail was handed over for a person to have done it. */
export function isTooSoon(handedOverAt: Date, at: Date): boolean {
  return at.getTime() - handedOverAt.getTime() < tooSoonMs;
}

const refusals: ReadonlySet<string> = new Set(['false', '0', 'no', 'off', 'none', 'nei', 'nein']);

/**
 * Whether a prospect has said no to being followed: the attribute `tracking`, as the API or a column of a list tells it, in
 * whatever case. It is an attribute, so that a later list without that column does not take the no back.
 */
export function objectsToTracking(attributes: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(attributes).some(
    ([name, value]) =>
      name.trim().toLowerCase() === 'tracking' && refusals.has(String(value).trim().toLowerCase()),
  );
}
