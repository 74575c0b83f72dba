import { mailboxesOf } from '../../domain/language/pool.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { Refused } from '../../errors.ts';
import { readEnrolmentForPreview } from '../../store/preview.ts';
import type { App, Mailbox } from '../context.ts';
import { findStep } from '../enrolments/consequences.ts';
import { composeMail } from '../sending/compose-mail.ts';
import { plainWire } from '../sending/mailbox-wire.ts';
import { unknownWork } from '../unknown.ts';

/**
 * The next mail of an enrolment as it would go out now. Nothing is sent.
 *
 * @throws NotFound `unknown_enrolment`; Refused `nothing_planned`; InvalidInput `missing_merge_field`
 */
export async function previewNext(app: App, enrolmentId: string) {
  const found = await readEnrolmentForPreview(app.db, enrolmentId);
  if (found === null) {
    throw unknownWork('enrolment', enrolmentId);
  }
  const version = await app.versions.load(found.cadenceHash);
  const step = found.cursor === null ? null : findStep(version.cadence, found.cursor);
  if (step === null || step.kind !== 'email') {
    throw new Refused('nothing_planned', ...saying(sentence('mail.nothing-planned')));
  }
  const addressee = { ...found, messageId: '<preview@localhost>' };
  const mailbox = previewMailbox(
    app,
    found.mailbox ?? mailboxesOf(version.cadence, app.workspace)[0]?.key,
  );
  const { message, letter } = await composeMail(app, version, step, addressee, mailbox);
  return { step: step.id, subject: letter.subject, eml: message.raw.toString('utf8') };
}

/** Who a preview is from: that mailbox of `workspace.yaml`, else its first, else a stand-in. */
export function previewMailbox(
  { workspace: { mailboxes } }: Pick<App, 'workspace'>,
  key?: string,
): Mailbox {
  const configured = mailboxes.find((mailbox) => mailbox.key === key) ?? mailboxes[0];
  const from = configured?.from ?? { name: null, address: 'sender@example.com' };
  return {
    key: configured?.key ?? 'default',
    from: { name: from.name ?? '', address: from.address },
    replyTo: null,
    timezone: configured?.timezone ?? null,
    signature: configured?.signature ?? null,
    wire: { ...plainWire, optOutAddress: configured?.wire.optOutAddress ?? null },
  };
}
