import type { SourceItem } from '../inbound/sources/adapter.ts';
import type { ReceivedEvent } from './apply-events.ts';

/** What a source has read of a body, as an event that is applied. @param now  when it happened, where the body does not say */
export function toReceived(item: SourceItem, source: string, now: Date): ReceivedEvent {
  const { eventId, type, event } = item;
  const occurredAt = item.occurredAt ?? now;
  const neutral = event === null ? null : { ...event, source, eventId, occurredAt };
  return { source, eventId, type, occurredAt, event: neutral };
}
