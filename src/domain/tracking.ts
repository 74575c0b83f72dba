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

/** What says that somebody may be followed, or says nothing. */
const consents: ReadonlySet<string> = new Set([
  ...['', 'null', 'true', '1', 'yes', 'y', 'on'],
  ...['ja', 'j', 'sant', 'wahr', 'kyllä', 'oui', 'vrai', 'sí', 'si', 'sì', 'sim', 'tak'],
]);

/**
 * Whether a prospect has said no to being followed: the attribute `tracking`, as the API or a column of a list tells it, in
 * whatever case. There are more ways to say no than anybody lists: whatever is no yes is a no. It is an attribute, so that a
 * later list without that column does not take the no back.
 */
export function objectsToTracking(attributes: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(attributes).some(
    ([name, value]) =>
      name.trim().toLowerCase() === 'tracking' &&
      !consents.has(
        String(value ?? '')
          .trim()
          .toLowerCase(),
      ),
  );
}
