import type { FieldPath } from '../../domain/language/field-path.ts';
import type { MappedSource, SourceConfig } from '../../domain/language/source.ts';
import type { MappedField } from '../../domain/language/source-shape.ts';
import type { SourceAdapter, SourceItem, SourceRequest, Trust, Verified } from './adapter.ts';
import { mappedStage, otherItem } from './deal-item.ts';
import { dealIdOf, eventIdOf, idOfBytes, keptText, matchOf, personId } from './event-fields.ts';
import { at, eventList, idAt, instantAt, type Json, parseJson, textAt } from './json-fields.ts';
import {
  basicNeeds,
  headerOf,
  hmacSha256,
  judge,
  refuse,
  sameText,
  verifyBasic,
} from './signatures.ts';

/** The JSON of any sender, read by the field paths and conditions that `workspace.yaml` gives. */
export const mapped: SourceAdapter = {
  needs: `What \`auth\` of this source names is needed. ${basicNeeds}`,
  verify: (request, trust) => verifyMapped(request, trust),
  read: ({ rawBody }, source) => {
    const parsed = parseJson(rawBody);
    if (!parsed.ok) return parsed;
    const { mapping } = source;
    const each = mapping?.each ?? null;
    const events = eventList(each === null ? parsed.value : at(parsed.value, ...each));
    if ('said' in events) return events;
    const items = events.map((event, index) =>
      readEvent(event, idOfBytes(rawBody, index), source, mapping),
    );
    return { ok: true, items };
  },
};

function verifyMapped(request: SourceRequest, trust: Trust): Verified {
  const auth = trust.source.mapping?.auth ?? { kind: 'basic' };
  if (auth.kind === 'basic') return verifyBasic(request, trust);
  const given = headerOf(request, auth.header);
  if (given === null) return refuse('missing_signature');
  const good = trust.secrets.some((secret) => {
    if (auth.kind === 'header') {
      return sameText(secret, given) || sameText(`Bearer ${secret}`, given);
    }
    const signed = hmacSha256(secret, request.rawBody).toString(auth.encoding);
    const bare = given.replace(/^sha256=/i, '');
    return sameText(signed, auth.encoding === 'hex' ? bare.toLowerCase() : bare);
  });
  return judge(good, null, trust);
}

function readEvent(
  event: Json,
  fallbackId: string,
  source: SourceConfig,
  mapping: MappedSource | null,
): SourceItem {
  const path = (field: MappedField): FieldPath | null => mapping?.fields[field] ?? null;
  const id = (field: MappedField) => pathOr(path(field), (keys) => idAt(event, ...keys));
  const text = (field: MappedField) => pathOr(path(field), (keys) => textAt(event, ...keys));
  const time = (field: MappedField) => pathOr(path(field), (keys) => instantAt(event, ...keys));
  const eventId = eventIdOf(id('id') ?? fallbackId);
  const occurredAt = time('at');
  const meant = mapping?.events.find(({ when }) =>
    when.every((condition) => {
      const value = at(event, ...condition.path);
      return condition.values.includes(
        typeof value === 'boolean' ? String(value) : (textAt([value], 0) ?? ''),
      );
    }),
  );
  if (meant === undefined) return otherItem(eventId, 'unmapped', occurredAt);
  const named = matchOf({
    email: text('email'),
    messageId: text('message_id'),
    externalId: personId(source.ids, id('person_id')),
    dealId: dealIdOf(source.ids, id('deal_id')),
  });
  const enrolmentId = id('enrolment_id');
  const match = enrolmentId === null ? named : { ...named, enrolmentId };
  if (match === null) return otherItem(eventId, meant.type, occurredAt);
  const [stage, category, until, said] = [
    text('stage'),
    id('category'),
    time('until'),
    text('text'),
  ];
  const told = {
    type: meant.type,
    match,
    ...(stage === null ? {} : { stage: mappedStage(stage, source) }),
    ...(category === null ? {} : { category }),
    ...(until === null ? {} : { until }),
    ...(said === null ? {} : { text: keptText(said) }),
    ...(meant.hard === null ? {} : { hard: meant.hard }),
  };
  const shown = { recipient: match.email ?? null, hard: meant.hard, category, until };
  return { eventId, occurredAt, type: meant.type, event: told, shown };
}

function pathOr<T>(path: FieldPath | null, read: (path: FieldPath) => T | null): T | null {
  return path === null ? null : read(path);
}
