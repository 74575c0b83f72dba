import type { ReadItem } from '../generic-event.ts';
import { readGenericBody } from '../generic-event.ts';
import { standardForm, verifyStandardWebhook } from '../standard-webhooks.ts';
import type { SourceAdapter, SourceItem } from './adapter.ts';
import { idOfBytes } from './event-fields.ts';
import { headerOf } from './signatures.ts';

/** Our own events, signed by Standard Webhooks 1.0 (https://www.standardwebhooks.com). */
export const standard: SourceAdapter = {
  needs: 'The headers webhook-id, webhook-timestamp and webhook-signature are needed.',
  secretForm: standardForm,
  verify: ({ headers, rawBody }, { secrets, machineNow }) =>
    verifyStandardWebhook({ headers, rawBody, secrets, machineNow }),
  read: (request, { key, stageMap }) => {
    const webhookId = headerOf(request, 'webhook-id') ?? idOfBytes(request.rawBody);
    const read = readGenericBody(request.rawBody, { source: key, webhookId, stageMap });
    return read.ok ? { ok: true, items: read.items.map(toItem) } : read;
  },
};

function toItem(item: ReadItem): SourceItem {
  if (!('event' in item)) {
    const { eventId, type, occurredAt } = item;
    return { eventId, type, occurredAt, event: null, shown: {} };
  }
  const { event } = item;
  const { eventId, occurredAt, type, match, hard, code, until, category } = event;
  return {
    eventId,
    type,
    occurredAt,
    event,
    shown: {
      recipient: match.email ?? null,
      hard: hard ?? null,
      status: code?.includes('.') ? code : null,
      replyCode: code !== undefined && !code.includes('.') ? code : null,
      until: until ?? null,
      category: category ?? null,
    },
  };
}
