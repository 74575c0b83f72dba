import type { Cadence } from '../../domain/cadence.ts';
import { objectsToTracking } from '../../domain/tracking.ts';
import { largestBytes } from '../../email/html-checks.ts';
import { quotedPrintable } from '../../email/quoted-printable.ts';
import type { RenderedMail } from '../../email/render.ts';
import { type TrackedAddresses, trackedHtml } from '../../email/tracked-html.ts';
import { signTrackedPart } from '../../email/tracking-token.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import type { App } from '../context.ts';

/** What following a mail needs of the whole. */
export type TrackingApp = Pick<App, 'workspace' | 'publicUrl'> & {
  readonly keys: Partial<Pick<App['keys'], 'tracking'>>;
};

/** Paths of followed links, and of the image. */
export const trackingPaths = { click: '/c/', open: '/o/' } as const;

/**
 * What a mail is followed by; null where nothing is: the cadence does not ask for it, the prospect has objected, or nothing
 * is sent (a preview has no touch).
 */
export function trackingOf(
  app: TrackingApp,
  { tracking }: Pick<Cadence, 'tracking'>,
  to: { readonly touchId?: string; readonly prospect: Pick<ClaimedProspect, 'attributes'> },
): TrackedAddresses | null {
  const { touchId } = to;
  const key = app.keys.tracking;
  if (tracking === undefined || !(tracking.clicks || tracking.opens)) return null;
  if (touchId === undefined || key === undefined) return null;
  if (objectsToTracking(to.prospect.attributes)) return null;
  const domain = app.workspace.tracking?.domain;
  const base = domain === undefined ? app.publicUrl : `https://${domain}`;
  const token = (url: string | null) => signTrackedPart(key, { touchId, url });
  return {
    linkTo: tracking.clicks ? (url) => `${base}${trackingPaths.click}${token(url)}` : null,
    pixelUrl: tracking.opens ? `${base}${trackingPaths.open}${token(null)}.gif` : null,
    // As it is compared: PUBLIC_URL may be written with capitals, or with the port that goes without saying.
    untouched: [new URL(`${app.publicUrl}/u/`).href],
  };
}

/**
 * A mail that was rendered plain, with what follows it, encoded as a message holds it. One that would be too large with it
 * is not followed: its size was checked, and the mail approved, without.
 */
export function withTracking(mail: RenderedMail, addresses: TrackedAddresses): RenderedMail {
  const followed = quotedPrintable(trackedHtml(mail.html, addresses));
  return {
    ...mail,
    html: followed.length <= largestBytes ? followed : quotedPrintable(mail.html),
    text: quotedPrintable(mail.text),
    bodies: 'quoted-printable',
  };
}
