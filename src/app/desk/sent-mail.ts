import PostalMime from 'postal-mime';
import type { Cadence, EmailStep } from '../../domain/cadence.ts';
import { readSentence, type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { InvalidInput, NotFound, Refused } from '../../errors.ts';
import { type DraftContent, readDraft } from '../../store/mail-drafts.ts';
import { readSentMailFacts, type SentMailFacts } from '../../store/sent-mails.ts';
import type { App, Mailbox } from '../context.ts';
import { stepOf } from '../enrolments/consequences.ts';
import { previewMailbox } from '../library/preview.ts';
import type { LoadedVersion } from '../library/versions.ts';
import { composeMail } from '../sending/compose-mail.ts';
import { unknownWork } from '../unknown.ts';

/** A mail that has been handed over, as its reader got it, as far as that is kept. */
export interface SentMail {
  readonly touchId: string;
  readonly enrolmentId: string;
  readonly step: string;
  readonly status: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly at: Date;
  readonly messageId: string;
  /** `kept`: word for word, as somebody approved it. `rebuilt`: of the template that it was sent with. */
  readonly source: 'kept' | 'rebuilt';
  /** Of one that is rebuilt: something was told of the person after it was sent, and may read otherwise in it. */
  readonly toldSince: Date | null;
  /** The workspace has no mailbox of this key any more: the sender is a stand-in. */
  readonly mailboxGone: string | null;
  readonly html: string;
  readonly text: string;
}

/**
 * A mail as it was sent. Mails themselves are not kept: it is made again of the template version and the fields that it was
 * made of, without what followed its links; one that was approved is kept as it was approved.
 *
 * @throws NotFound `unknown_mail`; Refused `not_kept`, with what is missing
 */
export async function readSentMail(app: App, touchId: string): Promise<SentMail> {
  const facts = await readSentMailFacts(app.db, touchId);
  if (facts === null) {
    throw unknownWork('touch', touchId);
  }
  if (facts.erased) throw notKept(sentence('mail.erased'));
  const draft = facts.approved ? await readDraft(app.db, touchId) : null;
  const { version, step } = await placeOfMail(app, facts);
  const { key, isGone } = mailboxKey(app, facts.mailbox);
  const mailbox = previewMailbox(app, key);
  const mail = await composeAgain(app, { version, step, facts, draft, mailbox });
  const { html = '', text = '', subject = '', from, to } = await PostalMime.parse(mail);
  return {
    touchId,
    enrolmentId: facts.enrolmentId,
    step: facts.stepId,
    status: facts.status,
    subject,
    from: addressText(from),
    to: addressText(to?.[0]),
    at: facts.handedOverAt,
    messageId: facts.messageId,
    source: draft === null ? 'rebuilt' : 'kept',
    toldSince: draft === null && facts.toldAt > facts.handedOverAt ? facts.toldAt : null,
    mailboxGone: isGone ? facts.mailbox : null,
    html: html.trimEnd(),
    text: text.trimEnd(),
  };
}

function notKept(why: Sentence): Refused {
  return new Refused('not_kept', ...saying(sentence('mail.not-kept', { why })));
}

interface Place {
  readonly version: LoadedVersion;
  readonly step: EmailStep;
}

/** The newest version of the enrolment's own that has the step of the mail. */
async function placeOfMail(app: App, facts: SentMailFacts): Promise<Place> {
  for (const hash of facts.cadenceHashes) {
    const version = await app.versions.load(hash);
    const step = mailStep(version.cadence, facts.stepId);
    if (step !== undefined) return { version, step };
  }
  throw notKept(sentence('mail.step-gone', { step: facts.stepId }));
}

function mailStep(cadence: Cadence, stepId: string): EmailStep | undefined {
  const step = stepOf(cadence, stepId);
  return step?.kind === 'email' ? step : undefined;
}

function mailboxKey({ workspace: { mailboxes } }: App, key: string | null) {
  const known = mailboxes.some((mailbox) => mailbox.key === key);
  return { key: key ?? undefined, isGone: key !== null && key !== 'default' && !known };
}

interface Again extends Place {
  readonly facts: SentMailFacts;
  readonly draft: DraftContent | null;
  readonly mailbox: Mailbox;
}

async function composeAgain(
  app: App,
  { version, step, facts, draft, mailbox }: Again,
): Promise<Buffer> {
  const { templateHash, subject, hasEarlier } = facts;
  if (templateHash === null) throw notKept(sentence('mail.template-unknown'));
  const isReply = step.email.thread === 'reply' && hasEarlier;
  const then = {
    ...app,
    clock: { ...app.clock, now: () => facts.handedOverAt },
    versions: {
      asset: app.versions.asset,
      template: async () => ({
        hash: templateHash,
        prepared: await app.versions.prepared(templateHash, 'quoted-printable'),
      }),
    },
  };
  // Without the id of its touch nothing in it is followed: whoever looks at it is not its reader.
  const { touchId: _followed, ...addressee } = facts;
  const to = { ...addressee, threadSubject: isReply ? subject : null, threadReferences: [] };
  try {
    const { message } = await composeMail(then, version, step, to, mailbox, null, draft);
    return message.raw;
  } catch (error) {
    if (error instanceof InvalidInput && error.code === 'missing_merge_field') {
      const why = readSentence(error.said) ?? error.message;
      throw notKept(sentence('mail.field-gone', { why }));
    }
    if (error instanceof NotFound) throw notKept(sentence('mail.template-gone'));
    throw error;
  }
}

function addressText(
  one: { readonly name?: string; readonly address?: string | undefined } | undefined,
): string {
  const { name = '', address = '' } = one ?? {};
  return name === '' ? address : `${name} <${address}>`;
}
