import { type Cadence, type EmailStep, type Step, templateOf } from '../../domain/cadence.ts';
import { feedbackId } from '../../email/feedback-id.ts';
import { buildMessage } from '../../email/message.ts';
import { type RenderedMail, renderMail } from '../../email/render.ts';
import { replySubject } from '../../email/threading.ts';
import { signUnsubscribeToken } from '../../email/unsubscribe.ts';
import type { ClaimedProspect, ClaimedTouch } from '../../store/claims.ts';
import type { DraftContent } from '../../store/mail-drafts.ts';
import type { App, Mailbox } from '../context.ts';
import type { Letter } from '../enrolments/ending.ts';
import { mailFiles } from '../intake/mail-files.ts';
import type { LoadedVersion } from '../library/versions.ts';
import type { FetchedFiles } from './fetch-attachments.ts';
import { optOutMailto } from './mailbox-wire.ts';
import { trackingOf, withTracking } from './track-mail.ts';

export interface ComposedMail {
  readonly message: ReturnType<typeof buildMessage>;
  readonly letter: Letter;
  /** What the message was built of. */
  readonly parts: {
    readonly subject: string;
    readonly rendered: RenderedMail;
    readonly unsubscribeUrl: string;
  };
}

/** What rendering needs of the whole. */
export type MailApp = Pick<App, 'clock' | 'workspace' | 'publicUrl'> & {
  readonly keys: Pick<App['keys'], 'unsubscribe'> & Partial<Pick<App['keys'], 'tracking'>>;
  readonly versions: Pick<App['versions'], 'template' | 'asset'>;
};

/** Whom a mail is for and where it stands: what a claim knows, and a preview makes up. */
export type Addressee = Pick<
  ClaimedTouch,
  | 'enrolmentId'
  | 'prospectId'
  | 'messageId'
  | 'owner'
  | 'variables'
  | 'threadSubject'
  | 'threadReferences'
  | 'prospect'
  | 'variant'
> & {
  /** Of a mail that is sent: only those are followed. */
  readonly touchId?: string;
};

/**
 * Renders the mail of a step.
 *
 * @param fetched  files that are attached by address; null: nothing is sent, and they are left out
 * @param draft  what somebody has approved: that is the mail then
 * @throws InvalidInput `missing_merge_field`, with `details.fields`; `attachment_unavailable`
 */
export async function composeMail(
  app: MailApp,
  version: LoadedVersion,
  step: EmailStep,
  to: Addressee,
  mailbox: Mailbox,
  fetched: FetchedFiles | null = null,
  draft: DraftContent | null = null,
): Promise<ComposedMail> {
  const { prospect } = to;
  const tracking = trackingOf(app, version.cadence, to);
  const { hash, prepared } = await app.versions.template(
    version,
    templateOf(step, to.variant),
    prospect.locale,
    tracking === null ? 'quoted-printable' : 'plain',
  );
  const token = signUnsubscribeToken(app.keys.unsubscribe, to);
  const unsubscribeUrl = `${app.publicUrl}/u/${token}`;
  const context = mailContext(app.workspace, version.cadence, step, to, mailbox, unsubscribeUrl);
  const written =
    draft === null ? renderMail(prepared, context) : { ...draft, bodies: 'plain' as const };
  const rendered = tracking === null ? written : withTracking(written, tracking);
  const inThread = step.email.thread === 'reply' && to.threadSubject !== null;
  const own = inThread ? replySubject(to.threadSubject ?? rendered.subject) : rendered.subject;
  const subject = draft?.subject ?? own;
  const references = inThread ? to.threadReferences : [];
  const inReplyTo = references.at(-1);
  const files = await mailFiles(
    app.versions,
    prepared.images,
    step.email.attachments ?? [],
    fetched,
  );
  const mailto = optOutMailto(mailbox, token);
  const message = buildMessage({
    from: mailbox.from,
    to: { name: fullName(prospect), address: prospect.email },
    ...(mailbox.replyTo === null ? {} : { replyTo: mailbox.replyTo }),
    subject,
    html: rendered.html,
    text: rendered.text,
    bodies: rendered.bodies,
    files,
    messageId: to.messageId,
    ...(inReplyTo === undefined ? {} : { inReplyTo, references }),
    date: app.clock.now(),
    unsubscribeUrl,
    ...(mailto === null ? {} : { unsubscribeMailto: mailto }),
    feedbackId: feedbackId({
      cadence: version.cadence.key,
      step: step.id,
      variant: to.variant,
      mailbox: mailbox.key,
    }),
  });
  const threadSubject = inThread ? (to.threadSubject ?? subject) : subject;
  return {
    message,
    letter: { subject: threadSubject, mailbox: mailbox.key, templateHash: hash, references },
    parts: { subject, rendered, unsubscribeUrl },
  };
}

/** The fields that templates and task titles may use. */
export function mailContext(
  workspace: App['workspace'],
  cadence: Cadence,
  step: Pick<Step, 'id' | 'stage'>,
  to: Pick<Addressee, 'prospect' | 'owner' | 'variables'>,
  mailbox: Mailbox | null,
  unsubscribeUrl: string,
) {
  const { prospect } = to;
  return {
    prospect: {
      email: prospect.email,
      firstName: prospect.firstName,
      lastName: prospect.lastName,
      title: prospect.title,
      phone: prospect.phone,
      company: prospect.company,
      country: prospect.country,
      attributes: prospect.attributes,
    },
    company: { name: prospect.company, domain: prospect.domain },
    sender: {
      name: mailbox?.from.name,
      email: mailbox?.from.address,
      company: workspace.company?.name ?? mailbox?.from.name,
      postalAddress: workspace.company?.postalAddress ?? mailbox?.from.address,
      signature: mailbox?.signature,
    },
    owner: to.owner,
    cadence: { key: cadence.key, title: cadence.title },
    step: { id: step.id, stage: step.stage },
    enrolment: { variables: to.variables },
    unsubscribeUrl,
  };
}

function fullName(prospect: ClaimedProspect): string {
  return [prospect.firstName, prospect.lastName].filter((part) => part !== null).join(' ');
}
