import PostalMime from 'postal-mime';
import { type Cadence, stepsOf } from '../../domain/cadence.ts';
import { NotFound, Refused } from '../../errors.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import {
  type PlacedMail,
  type PreviewLibrary,
  placedMails,
  previewComposer,
} from './preview-composer.ts';

export interface PreviewedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly eml: Buffer;
}

/**
 * One mail of a cadence as its files have it now, for a made-up enrolment. Nothing is sent and no database is needed; the
 * opt-out link leads nowhere.
 *
 * @param variant  of a mail that has several; the first when not said
 * @throws NotFound `unknown_step`, `unknown_variant`; Refused `not_a_mail`; InvalidInput `missing_merge_field`
 */
export async function previewStep(
  library: PreviewLibrary,
  cadence: Cadence,
  stepId: string,
  prospect: ClaimedProspect,
  variant: string | null = null,
): Promise<PreviewedMail> {
  const { step, opener } = requireMail(cadence, stepId);
  const variants = step.email.variants?.map(({ id }) => id) ?? [];
  if (variant !== null && !variants.includes(variant)) {
    const there = variants.length === 0 ? 'It has none.' : `There are: ${variants.join(', ')}.`;
    throw new NotFound('unknown_variant', `Step "${stepId}" has no variant "${variant}". ${there}`);
  }
  const compose = previewComposer(library, cadence);
  const to = { prospect, owner: null, variables: {}, variant: null, threadSubject: null };
  const threadSubject = opener === null ? null : (await compose(opener, to)).letter.subject;
  const { message } = await compose(step, { ...to, variant, threadSubject });
  const { subject = '', html = '', text = '' } = await PostalMime.parse(message.raw);
  return { subject, html, text, eml: message.raw };
}

/**
 * A mail step by its id, also of a track.
 *
 * @throws NotFound `unknown_step`; Refused `not_a_mail`
 */
export function requireMail(cadence: Cadence, stepId: string): PlacedMail {
  const mail = placedMails(cadence).find(({ step }) => step.id === stepId);
  if (mail !== undefined) return mail;
  const steps = stepsOf(cadence);
  const step = steps.find(({ id }) => id === stepId);
  if (step?.kind === 'task') {
    throw new Refused('not_a_mail', `Step "${stepId}" is a ${step.task.kind}, not a mail.`);
  }
  const ids = steps.map(({ id }) => id).join(', ');
  throw new NotFound('unknown_step', `${cadence.key} has no step "${stepId}". There are: ${ids}.`);
}
