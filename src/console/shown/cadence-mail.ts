import { placedMails } from '../../app/library/preview-composer.ts';
import type { Cadence } from '../../domain/cadence.ts';

export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

/** All mails of a cadence, for a list beside the one that is open. */
export function shownMailList(cadence: Cadence, subjects: ReadonlyMap<string, string>) {
  return placedMails(cadence).map(({ step, track }) => ({
    id: step.id,
    stage: step.stage,
    track,
    subject: subjects.get(step.id) ?? step.email.template,
  }));
}

/**
 * A mail as it looks in one colour scheme, whatever the browser of whoever looks prefers: its rules for the dark apply, or do
 * not.
 */
export function inScheme(html: string, scheme: Scheme): string {
  return html
    .replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi, (_all, wanted: string) =>
      wanted.toLowerCase() === scheme ? '(min-width: 0)' : '(max-width: 0)',
    )
    .replace(/(color-schemes?"?\s*(?::|content=")\s*)light dark/gi, `$1${scheme}`);
}

/** What stands in the frame of a mail that could not be written: the page around it says why. */
export const heldFrame = '<!doctype html><html lang="en"><title>No mail</title></html>';
