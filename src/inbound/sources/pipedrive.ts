import type { SourceConfig } from '../../domain/language/source.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, SourceItem } from './adapter.ts';
import { type DealTurn, dealItem, otherItem, personItem } from './deal-item.ts';
import { dealIdOf, eventIdOf, idOfBytes, matchOf, personId } from './event-fields.ts';
import {
  at,
  idAt,
  instantAt,
  isObject,
  type Json,
  listAt,
  ownEntry,
  parseJson,
  textAt,
} from './json-fields.ts';
import { basicForm, basicNeeds, verifyBasic } from './signatures.ts';

/**
 * Pipedrive webhooks v2, and v1 where an old one is left (https://pipedrive.readme.io/docs/guide-for-webhooks-v2). Pipedrive
 * signs nothing: the webhook has an HTTP user and password.
 */
export const pipedrive: SourceAdapter = {
  needs: basicNeeds,
  secretForm: basicForm,
  verify: verifyBasic,
  read: ({ rawBody }, source) => {
    const parsed = parseJson(rawBody);
    if (!parsed.ok) return parsed;
    const body = parsed.value;
    if (!isObject(at(body, 'meta'))) {
      return unread('body.event-without', { field: 'meta', provider: 'Pipedrive' });
    }
    return { ok: true, items: [readEvent(body, idOfBytes(rawBody), source)] };
  },
};

/** Actions by their names of v2 and v1. */
const actions: Readonly<Record<string, 'create' | 'change' | 'delete'>> = {
  create: 'create',
  added: 'create',
  change: 'change',
  updated: 'change',
  delete: 'delete',
  deleted: 'delete',
};

function readEvent(body: Json, fallbackId: string, source: SourceConfig): SourceItem {
  const action = ownEntry(actions, textAt(body, 'meta', 'action') ?? '');
  const entity = textAt(body, 'meta', 'entity') ?? textAt(body, 'meta', 'object') ?? '';
  const data = at(body, 'data') ?? at(body, 'current');
  const previous = at(body, 'previous');
  const occurredAt = instantAt(body, 'meta', 'timestamp');
  // The same in every attempt to deliver it.
  const id = idAt(body, 'meta', 'id') ?? idAt(body, 'meta', 'correlation_id');
  const isV1 = at(body, 'data') === undefined && at(body, 'current') !== undefined;
  const eventId = id === null || isV1 ? fallbackId : eventIdOf(id);
  const base = { eventId, occurredAt };
  const other = otherItem(eventId, `${entity}.${action ?? ''}`, occurredAt);
  if (action === undefined) return other;
  const changed = (key: string) =>
    action === 'create' ||
    (at(previous, key) !== undefined && textAt(previous, key) !== textAt(data, key));
  if (entity === 'deal') {
    const dealId = idAt(data, 'id') ?? idAt(body, 'meta', 'entity_id') ?? idAt(body, 'meta', 'id');
    const match = matchOf({
      dealId: dealIdOf(source.ids, dealId),
      externalId: personId(source.ids, idAt(data, 'person_id')),
    });
    const deal = { ...base, match, source };
    if (action === 'delete') return dealItem({ ...deal, turn: 'deleted' });
    const turn = turnOf(textAt(data, 'status'), textAt(previous, 'status'), changed);
    return turn === null ? other : dealItem({ ...deal, turn, stage: idAt(data, 'stage_id') });
  }
  if (entity === 'person' && action !== 'delete') {
    const match = matchOf({
      externalId: personId(source.ids, idAt(data, 'id')),
      email: emailOf(data),
    });
    const isOut = textAt(data, 'marketing_status') === 'unsubscribed';
    if (isOut && changed('marketing_status')) {
      return personItem({ ...base, type: 'prospect.opted_out', match });
    }
  }
  if (entity === 'activity' && action === 'create' && textAt(data, 'type') === 'meeting') {
    const match = matchOf({
      dealId: dealIdOf(source.ids, idAt(data, 'deal_id')),
      externalId: personId(source.ids, idAt(data, 'person_id')),
    });
    if (match !== null) return personItem({ ...base, type: 'meeting.booked', match });
  }
  return other;
}

function turnOf(
  status: string | null,
  before: string | null,
  changed: (key: string) => boolean,
): DealTurn | null {
  if (changed('status') && (status === 'won' || status === 'lost')) return status;
  if (status !== 'open') return null;
  if (changed('status') && (before === 'won' || before === 'lost')) return 'reopened';
  return changed('stage_id') ? 'stage' : null;
}

function emailOf(person: Json): string | null {
  const emails = [...listAt(person, 'emails'), ...listAt(person, 'email')];
  const primary = emails.find((email) => at(email, 'primary') === true) ?? emails[0];
  return textAt(primary, 'value');
}
