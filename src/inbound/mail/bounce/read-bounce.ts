import { addressesOf, type Headers } from '../headers.ts';
import { textOfHtml } from '../html-text.ts';
import { headersOfText, type MailTree, readMime } from '../mime.ts';
import { bestReplyCode, bestStatus } from './codes-said.ts';
import { type RecipientStatus, readDeliveryStatus } from './delivery-status.ts';
import { splitOriginal } from './original.ts';
import { type Outcome, outcomesOfText } from './outcomes-of-text.ts';
import { reasonOf } from './reason-of.ts';
import { isHard } from './reasons.ts';
import { recipientsTold } from './recipients-told.ts';
import { readSesNotice } from './ses-notice.ts';
import { looksLikeBounce } from './signs.ts';

/** A report about delivery, and the header of the mail that it is about. */
export interface DeliveryReport {
  readonly outcomes: readonly Outcome[];
  readonly returned: Headers;
  readonly because: string;
}

/**
 * Reads a report about delivery: by its fields (RFC 3464) where it has them, else by its text. Null where it is none.
 * Fields that stand in a text, or in a report within a report, count only where a mail server writes: people forward both.
 */
export function readDeliveryReport(tree: MailTree): DeliveryReport | null {
  const { told, original } = splitOriginal(toldText(tree).slice(0, 200_000));
  const returnedText = tree.parts.find(({ type }) => isReturned(type))?.text ?? original;
  const sign = looksLikeBounce(tree, told);
  const notice = readSesNotice(tree);
  const statuses = notice.length > 0 ? notice : fieldsOf(tree, told, returnedText, sign !== null);
  const returned = headersOfText(returnedText);
  if (statuses.length > 0) {
    const [to] = addressesOf(returned, 'to');
    const toldOf = toldOfEach(statuses, told);
    const outcomes = statuses.map((status, index) =>
      outcomeOfFields(status, toldOf[index] ?? '', to?.address ?? null),
    );
    const because = sayingOf(statuses);
    return { outcomes, returned, because };
  }
  if (sign === null) return null;
  const outcomes = outcomesOfText(tree, told, returned, sign.delayed);
  return { outcomes, returned, because: sign.because };
}

/** What decided it, for people: the words of the server, else the fields. */
function sayingOf([fields]: readonly RecipientStatus[]): string {
  const words =
    fields?.diagnostic
      .replace(/\s{1,200}/g, ' ')
      .trim()
      .slice(0, 200) ?? '';
  return words === ''
    ? `Action: ${fields?.action ?? '?'}, Status: ${fields?.status ?? '?'}`
    : words;
}

function fieldsOf(
  tree: MailTree,
  told: string,
  returnedText: string,
  byServer: boolean,
): readonly RecipientStatus[] {
  const own = reportsOf(tree);
  const isReport = tree.type === 'multipart/report';
  const inner =
    isReport || byServer ? [told, ...reportsOf(readMime(Buffer.from(returnedText)))] : [];
  const reported = own.length > 0 ? [...own, ...inner.slice(0, 1)] : inner;
  return reported.map(readDeliveryStatus).find((list) => list.length > 0) ?? [];
}

function reportsOf(tree: MailTree): readonly string[] {
  return tree.parts
    .filter(({ type }) => type === 'message/delivery-status')
    .map(({ text }) => text);
}

/** Whether a part of that type is the mail that came back, or its header. */
export function isReturned(type: string): boolean {
  return /^message\/(rfc822|partial)$|^text\/rfc822-?headers?$/.test(type);
}

/** What the report says to people: its plain text, else the words of its HTML. */
function toldText({ parts }: MailTree): string {
  const open = parts.filter(({ attached }) => !attached);
  const plain = open.filter(({ type }) => type === 'text/plain' || type.startsWith('multipart/'));
  if (plain.length > 0) return plain.map(({ text }) => text).join('\n');
  return open
    .flatMap(({ type, text }) => (type === 'text/html' ? textOfHtml(text) : []))
    .join('\n');
}

/** What the text tells of each recipient: all of it, where there is only one. */
function toldOfEach(statuses: readonly RecipientStatus[], told: string): readonly string[] {
  if (statuses.length === 1) return [told];
  const saidOf = new Map(recipientsTold(told, new Set()).map((one) => [one.recipient, one.said]));
  return statuses.map(({ recipient }) => (recipient === null ? '' : (saidOf.get(recipient) ?? '')));
}

function outcomeOfFields(
  fields: RecipientStatus,
  told: string,
  returnedTo: string | null,
): Outcome {
  const { diagnostic } = fields;
  const status = bestStatus(diagnostic, fields.status, told);
  const replyCode = bestReplyCode(diagnostic, told);
  const recipient = fields.recipient ?? addressIn(told) ?? returnedTo;
  if (isDone(fields.action) || (status ?? '').startsWith('2.')) {
    return { recipient, action: 'delivered', hard: false, status, replyCode, reason: 'delivered' };
  }
  const reason = reasonOf({ diagnostic, told, status, category: fields.category });
  if (fields.action === 'delayed') {
    // Nothing was refused yet: what counts is that it takes long.
    const late = diagnostic === '' ? 'expired' : reason;
    return { recipient, action: 'delayed', hard: false, status, replyCode, reason: late };
  }
  const hard = isHard(reason, status, replyCode);
  return { recipient, action: 'failed', hard, status, replyCode, reason };
}

function isDone(action: RecipientStatus['action']): boolean {
  return action === 'delivered' || action === 'relayed' || action === 'expanded';
}

function addressIn(told: string): string | null {
  return recipientsTold(told, new Set())[0]?.recipient ?? null;
}
