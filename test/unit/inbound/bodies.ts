import { expect } from 'vitest';
import { plainSource, type SourceConfig } from '../../../src/domain/language/source.ts';
import type { SourceScheme } from '../../../src/domain/language/source-shape.ts';
import { inEnglish } from '../../../src/domain/sentence.ts';
import type { SourceItem } from '../../../src/inbound/sources/adapter.ts';
import { sourceAdapters } from '../../../src/inbound/sources/registry.ts';

export async function itemsOf(
  scheme: SourceScheme,
  body: unknown,
  source: SourceConfig = plainSource(scheme),
  type = 'application/json',
): Promise<readonly SourceItem[]> {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = { 'content-type': type };
  const read = await sourceAdapters[scheme].read(
    { method: 'POST', url: '', headers, rawBody },
    source,
  );
  if (!read.ok) throw new Error(inEnglish(read.said));
  return read.items;
}

export const form = (fields: Readonly<Record<string, string>>) =>
  new URLSearchParams(fields).toString();
export const formType = 'application/x-www-form-urlencoded';
export const at = '2026-11-24T09:00:00Z';

export const hubspot = (event: object) => [
  { eventId: 1, objectId: 7, occurredAt: Date.parse(at), ...event },
];
export const changed = (propertyName: string, propertyValue: string) =>
  hubspot({ subscriptionType: 'contact.propertyChange', propertyName, propertyValue });
export const pipedrive = (
  entity: string,
  data: object,
  previous: object | null,
  action = 'change',
) => ({
  meta: { action, entity, id: 'a1', timestamp: at },
  data,
  previous,
});
export const close = (event: object) => ({ event: { id: 'ev_1', date_created: at, ...event } });
export const ses = (event: object) => ({
  Type: 'Notification',
  MessageId: 'm1',
  Timestamp: at,
  Message: JSON.stringify(event),
});

export const person = (source: string) => ({ externalId: { source, id: '7' } });
export const kari = { email: 'kari@example.no' };

/** What a body comes to: the event, or the word for one that means nothing to us. */
export type Meaning = readonly [
  what: string,
  scheme: SourceScheme,
  body: unknown,
  expected: object | string,
];

/** Whether a body means what it should. */
export async function expectMeaning(
  scheme: SourceScheme,
  body: unknown,
  expected: object | string,
) {
  const [item] = await itemsOf(scheme, body);
  if (typeof expected === 'string') expect(item).toMatchObject({ event: null, type: expected });
  else expect(item?.event).toMatchObject(expected);
}
