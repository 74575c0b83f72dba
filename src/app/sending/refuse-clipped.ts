import { saying, sentence } from '../../domain/sentence.ts';
import { largestBytes } from '../../email/html-checks.ts';
import type { RenderedMail } from '../../email/render.ts';
import { InvalidInput } from '../../errors.ts';

/**
 * Refuses a mail whose end, with the opt-out link, a reader of Gmail does not get to see. `lint` has measured the template;
 * what was merged into it counts only now.
 *
 * @throws InvalidInput `html_too_large`
 */
export function refuseClipped({ html, bodies }: Pick<RenderedMail, 'html' | 'bodies'>): void {
  const bytes = bodies === 'quoted-printable' ? html.length : Buffer.byteLength(html);
  if (bytes <= largestBytes) return;
  throw new InvalidInput(
    'html_too_large',
    ...saying(sentence('mail.clipped', { bytes, most: largestBytes })),
  );
}
