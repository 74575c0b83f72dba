import type { SourceConfig } from '../../domain/language/source.ts';
import type { SourceItem } from '../../inbound/sources/adapter.ts';
import type { App } from '../context.ts';
import { mailEvents } from '../intake/mail-events.ts';
import type { ReceivedEvent } from './apply-events.ts';

/**
 * What a source has read of a body, as events that are applied.
 *
 * @param receivedAt  when what the body does not tell the time of happened
 */
export function toReceived(
  app: App,
  item: SourceItem,
  config: SourceConfig,
  receivedAt: Date,
): readonly ReceivedEvent[] {
  const { eventId, type, event, mail } = item;
  const { key: source, authserv } = config;
  const occurredAt = item.occurredAt ?? receivedAt;
  if (mail !== undefined) {
    const envelope = { from: null, to: mail.to };
    return mailEvents(app, { source, receivedAt: occurredAt, envelope, authserv }, mail.reading);
  }
  const neutral = event === null ? null : { ...event, source, eventId, occurredAt };
  return [{ source, eventId, type, occurredAt, event: neutral }];
}
