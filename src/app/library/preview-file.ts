import PostalMime from 'postal-mime';
import { type Cadence, stepsOf } from '../../domain/cadence.ts';
import type { RenderedMail } from '../../email/render.ts';
import { checkRendered, type MailRemark } from '../../email/rendered-checks.ts';
import { isKnownError, NotFound, Refused } from '../../errors.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import { refuseClipped } from '../sending/refuse-clipped.ts';
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
  /** What is to be thought about, although it can go out. */
  readonly remarks: readonly MailRemark[];
  /** Why it would not go out, although it can be rendered; null: it would. */
  readonly hold: string | null;
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
  const { message, parts } = await compose(step, { ...to, variant, threadSubject });
  const { subject = '', html = '', text = '' } = await PostalMime.parse(message.raw);
  const postalAddress = library.workspace.company?.postalAddress ?? null;
  const remarks = checkRendered({ ...parts, postalAddress });
  return { subject, html, text, eml: message.raw, remarks, hold: clippedAs(parts.rendered) };
}

function clippedAs(rendered: RenderedMail): string | null {
  try {
    refuseClipped(rendered);
    return null;
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return error.message;
  }
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
