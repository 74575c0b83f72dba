import PostalMime from 'postal-mime';
import { type Cadence, stepsOf } from '../../domain/cadence.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import type { RenderedMail } from '../../email/render.ts';
import { checkRendered, type MailRemark } from '../../email/rendered-checks.ts';
import { isKnownError, NotFound, Refused } from '../../errors.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import { refuseClipped } from '../sending/refuse-clipped.ts';
import { type Why, whyOf } from '../why.ts';
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
  readonly hold: Why | null;
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
    const there =
      variants.length === 0
        ? sentence('unknown.variant-none')
        : sentence('unknown.variant-there-are', { variants: { list: variants } });
    const said = sentence('unknown.variant', { step: stepId, variant, there });
    throw new NotFound('unknown_variant', ...saying(said));
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

function clippedAs(rendered: RenderedMail): Why | null {
  try {
    refuseClipped(rendered);
    return null;
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return whyOf(error);
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
    const said = sentence('mail.no-mail-step', { step: stepId, kind: step.task.kind });
    throw new Refused('not_a_mail', ...saying(said));
  }
  const there = { list: steps.map(({ id }) => id) };
  const said = sentence('unknown.step', { cadence: cadence.key, step: stepId, steps: there });
  throw new NotFound('unknown_step', ...saying(said));
}
