import type { SourceConfig } from '../../domain/language/source.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, SourceItem } from './adapter.ts';
import { type DealTurn, dealItem, otherItem, personItem } from './deal-item.ts';
import { dealIdOf, eventIdOf, idOfBytes, keptText, matchOf, personId } from './event-fields.ts';
import {
  at,
  idAt,
  instantAt,
  isObject,
  type Json,
  listAt,
  parseJson,
  textAt,
} from './json-fields.ts';
import {
  headerOf,
  hexBytes,
  hmacSha256,
  judge,
  refuse,
  sameText,
  wholeNumber,
} from './signatures.ts';

/** Close webhooks (https://developer.close.com/topics/webhooks/), signed with the bytes of a hexadecimal key. */
export const close: SourceAdapter = {
  needs: 'The headers close-sig-hash and close-sig-timestamp are needed.',
  secretForm: { pattern: /^([0-9a-f]{2})+$/i, words: 'the signature_key of Close, in hexadecimal' },
  verify: (request, trust) => {
    const given = headerOf(request, 'close-sig-hash');
    const timestamp = headerOf(request, 'close-sig-timestamp');
    if (given === null || timestamp === null) return refuse('missing_signature');
    const good = trust.secrets.some((secret) => {
      const key = hexBytes(secret);
      if (key.length === 0) return false;
      const signed = hmacSha256(key, timestamp, request.rawBody).toString('hex');
      return sameText(signed, given.toLowerCase());
    });
    return judge(good, wholeNumber(timestamp) * 1_000, trust);
  },
  read: ({ rawBody }, source) => {
    const parsed = parseJson(rawBody);
    if (!parsed.ok) return parsed;
    const event = at(parsed.value, 'event');
    if (!isObject(event)) return unread('body.without', { field: 'event', provider: 'Close' });
    return { ok: true, items: [readEvent(event, idOfBytes(rawBody), source)] };
  },
};

function readEvent(event: Json, fallbackId: string, source: SourceConfig): SourceItem {
  const eventId = eventIdOf(idAt(event, 'id') ?? fallbackId);
  const occurredAt = instantAt(event, 'date_created');
  const kind = textAt(event, 'object_type') ?? '';
  const action = textAt(event, 'action') ?? '';
  const data = at(event, 'data');
  const externalId = personId(source.ids, idAt(data, 'contact_id'));
  const base = { eventId, occurredAt };
  const other = otherItem(eventId, `${kind}.${action}`, occurredAt);
  if (kind === 'opportunity') {
    const dealId = dealIdOf(source.ids, idAt(event, 'object_id') ?? idAt(data, 'id'));
    const deal = { ...base, source, match: matchOf({ dealId, externalId }) };
    if (action === 'deleted') return dealItem({ ...deal, turn: 'deleted' });
    const turn = turnOf(event, data, action);
    return turn === null ? other : dealItem({ ...deal, turn, stage: stageOf(data, source) });
  }
  if (
    kind === 'activity.email' &&
    action === 'created' &&
    textAt(data, 'direction') === 'incoming'
  ) {
    const email = textAt(data, 'sender') ?? textAt(data, 'envelope', 'from', 0, 'email');
    const messageId = idAt(data, 'in_reply_to_id') === null ? null : textAt(data, 'in_reply_to');
    const text = keptText(textAt(data, 'body_text') ?? '');
    const match = matchOf({ email, messageId, externalId });
    return personItem({ ...base, type: 'reply.received', match, text });
  }
  if (kind === 'activity.meeting' && action === 'created') {
    const match = matchOf({ externalId, email: textAt(data, 'attendees', 0, 'email') });
    return match === null ? other : personItem({ ...base, type: 'meeting.booked', match });
  }
  if (kind === 'unsubscribed_email' && action === 'created') {
    const match = matchOf({ email: textAt(data, 'email') });
    return personItem({ ...base, type: 'prospect.opted_out', match });
  }
  return other;
}

function turnOf(event: Json, data: Json, action: string): DealTurn | null {
  const status = textAt(data, 'status_type');
  const changed = listAt(event, 'changed_fields');
  if (action !== 'created' && action !== 'updated') return null;
  const isNew = action === 'created';
  if (isNew || changed.includes('status_type')) {
    if (status === 'won' || status === 'lost') return status;
    const before = textAt(event, 'previous_data', 'status_type');
    if (before === 'won' || before === 'lost') return 'reopened';
  }
  const moved = isNew || changed.includes('status_id') || changed.includes('status_label');
  return moved && status === 'active' ? 'stage' : null;
}

/** The label, or the id of the status where `stage_map` names that. */
function stageOf(data: Json, { stageMap }: SourceConfig): string | null {
  const id = idAt(data, 'status_id');
  return id !== null && Object.hasOwn(stageMap, id) ? id : textAt(data, 'status_label');
}
