import { randomUUID } from 'node:crypto';
import type { App } from '../../src/app/context.ts';
import { applyEvents } from '../../src/app/events/apply-events.ts';
import type { EventReceipt } from '../../src/app/events/event-receipts.ts';
import type { EventType, InboundEvent } from '../../src/domain/event.ts';

/** Applies one event about a person that happens now, as a CRM that is told at once reports it. */
export async function tell(
  app: App,
  email: string,
  type: EventType,
  more: Partial<InboundEvent> = {},
): Promise<EventReceipt> {
  const { source = 'crm', eventId = randomUUID(), occurredAt = app.clock.now() } = more;
  const event = { match: { email }, ...more, source, eventId, type, occurredAt };
  const [receipt] = await applyEvents(app, [{ source, eventId, type, occurredAt, event }]);
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}
