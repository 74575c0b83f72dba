import type { SourceConfig } from '../../domain/language/source.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, SourceItem } from './adapter.ts';
import { dealItem, otherItem, personItem, turnOfStage } from './deal-item.ts';
import { dealIdOf, eventIdOf, idOfBytes, matchOf, personId } from './event-fields.ts';
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
import { judge, refuse, sameText } from './signatures.ts';

/**
 * Zoho CRM notifications (https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html), asked for with
 * `return_affected_field_values: true` and a `token` of ours, which comes back in every body.
 */
export const zoho: SourceAdapter = {
  needs: 'The token that the notifications were asked for with is needed, in the body.',
  verify: ({ rawBody }, trust) => {
    const parsed = parseJson(rawBody);
    const token = parsed.ok ? textAt(parsed.value, 'token') : null;
    if (token === null) return refuse('missing_signature');
    return judge(
      trust.secrets.some((secret) => sameText(secret, token)),
      null,
      trust,
    );
  },
  read: ({ rawBody }, source) => {
    const parsed = parseJson(rawBody);
    if (!parsed.ok) return parsed;
    const body = parsed.value;
    const module = textAt(body, 'module');
    if (!isObject(body) || module === null) {
      return unread('body.notification-without', { field: 'module', provider: 'Zoho' });
    }
    const records = recordsOf(body);
    if (records.length > 100) return unread('body.many-records', { most: 100 });
    const items = records.map((record, index) =>
      readRecord(body, module, record, idOfBytes(rawBody, index), source),
    );
    return { ok: true, items };
  },
};

interface ZohoRecord {
  readonly id: string;
  readonly values: Json;
}

/** Records with the values that changed; without values there is their id alone. */
function recordsOf(body: Json): ZohoRecord[] {
  const affected = listAt(body, 'affected_values').flatMap((one) => {
    const id = idAt(one, 'record_id') ?? idAt(one, 'id');
    return id === null ? [] : [{ id, values: at(one, 'values') }];
  });
  if (affected.length > 0) return affected;
  return listAt(body, 'ids').flatMap((_, index) => {
    const id = idAt(body, 'ids', index);
    return id === null ? [] : [{ id, values: undefined }];
  });
}

function readRecord(
  body: Json,
  module: string,
  { id, values }: ZohoRecord,
  fallbackId: string,
  source: SourceConfig,
): SourceItem {
  const occurredAt = instantAt(body, 'server_time');
  const operation = textAt(body, 'operation') ?? '';
  const time = idAt(body, 'server_time');
  const eventId =
    time === null ? fallbackId : eventIdOf(idAt(body, 'channel_id'), module, operation, id, time);
  const base = { eventId, occurredAt };
  const stage = textAt(values, 'Stage');
  if (module === 'Deals' && (operation === 'delete' || stage !== null)) {
    const match = matchOf({
      dealId: dealIdOf(source.ids, id),
      externalId: personId(source.ids, idAt(values, 'Contact_Name', 'id')),
    });
    const deal = { ...base, match, source };
    if (operation === 'delete' || stage === null) return dealItem({ ...deal, turn: 'deleted' });
    const turn = turnOfStage(stage, source, /^closed[ -]won$/i, /^closed[ -]lost\b/i);
    return dealItem({ ...deal, turn, stage });
  }
  const isPerson = module === 'Contacts' || module === 'Leads';
  if (isPerson && at(values, 'Email_Opt_Out') === true) {
    const match = matchOf({
      externalId: personId(source.ids, id),
      email: textAt(values, 'Email'),
    });
    return personItem({ ...base, type: 'prospect.opted_out', match });
  }
  return otherItem(eventId, `${module}.${operation}`, occurredAt);
}
