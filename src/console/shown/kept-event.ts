import type { PublicReceipt } from '../../app/events/event-receipts.ts';
import type { KeptItem, showKept } from '../../app/events/kept-list.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { webhookListWords } from '../words/triage-webhooks.ts';
import { type Reader, toldRefusal } from './sentence.ts';

/** An event that was not applied, or a body that could not be read, in the list. */
export function shownKeptLine(item: KeptItem, reader: Reader) {
  const isBody = item.outcome === 'unreadable';
  return {
    id: item.id,
    source: item.source,
    at: item.receivedAt,
    type: isBody ? null : item.type,
    about: isBody ? null : aboutOf(item.event),
    unread: isBody ? toldRefusal(item, reader) : null,
    ...shownReason(isBody ? null : item.reason),
    times: isBody && item.times > 1 ? item.times : null,
    isThereNow: !isBody && 'personByNow' in item && item.personByNow !== undefined,
  };
}

/** Why an event was not applied, or how it was; a code without words of its own is told as it is. */
function shownReason(reason: string | null) {
  const word = `why.${reason}`;
  return { reason, reasonWord: Object.hasOwn(webhookListWords.en, word) ? word : null };
}

/** Whom an event says that it is about, in one line. */
function aboutOf(event: InboundEvent | null): string | null {
  if (event === null) return null;
  return matchLines(event)[0]?.value ?? null;
}

function matchLines({ match }: InboundEvent): { word: string; value: string }[] {
  const lines: [string, string | undefined][] = [
    ['match.email', match.email],
    ['match.externalId', match.externalId && `${match.externalId.source} ${match.externalId.id}`],
    ['match.dealId', match.dealId && `${match.dealId.source} ${match.dealId.id}`],
    ['match.enrolmentId', match.enrolmentId],
    ['match.messageId', match.messageId ?? match.messageIds?.[0]],
    ['match.touchId', match.touchId],
  ];
  return lines.flatMap(([word, value]) => (value === undefined ? [] : [{ word, value }]));
}

const longestShown = 20_000;

/** One of them with all that it said, and who may be meant. */
export function shownKept(item: Awaited<ReturnType<typeof showKept>>, reader: Reader) {
  if (item.outcome === 'unreadable') {
    const { id, source, receivedAt, body, size, times, mediaType, receiptIds } = item;
    return {
      ...{ id, source, outcome: 'unreadable', receivedAt, times, size, mediaType },
      ...{
        type: null,
        eventId: null,
        occurredAt: null,
        text: null,
        match: [],
      },
      unread: toldRefusal(item, reader),
      ...shownReason(null),
      said: body.slice(0, longestShown),
      isCut: body.length > longestShown || body.length < size,
      candidates: [],
      personByNow: null,
      isDone: receiptIds !== null,
      enrolmentId: null,
      canReplay: true,
      isBody: true,
    };
  }
  const { id, source, outcome, receivedAt, occurredAt, type, eventId, reason, enrolmentId } = item;
  const event = 'event' in item ? item.event : null;
  const { source: _source, eventId: _id, match: _match, text, ...rest } = event ?? {};
  return {
    ...{ id, source, outcome, receivedAt, occurredAt, type, eventId, enrolmentId },
    ...{ times: 1, size: null, mediaType: null, isCut: false },
    unread: null,
    ...shownReason(reason),
    text: text ?? null,
    match: event === null ? [] : matchLines(event),
    said: event === null ? null : JSON.stringify(rest, null, 2),
    candidates: 'candidates' in item && item.candidates !== undefined ? item.candidates : [],
    personByNow: 'personByNow' in item && item.personByNow !== undefined ? item.personByNow : null,
    isDone: outcome === 'applied',
    canReplay: outcome !== 'applied',
    isBody: false,
  };
}

/** What a replay came to, or would come to. */
export function shownReceipts(receipts: readonly PublicReceipt[]) {
  return receipts.map(({ outcome, enrolmentId, reason, inFlight }) => ({
    outcome,
    word: `became.${outcome}`,
    enrolmentId: enrolmentId ?? null,
    ...shownReason(reason ?? null),
    isFlying: inFlight === true,
  }));
}
