/** Bodies of webhooks that were signed well and could not be read: kept, so that what they say is not lost. */
import { createHash } from 'node:crypto';
import { fixEvent, fixedFields } from '../../domain/fix-event.ts';
import { inEnglish, type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { storableText } from '../../domain/storable.ts';
import { InvalidInput, NotFound, Refused } from '../../errors.ts';
import type { SourceRequest } from '../../inbound/sources/adapter.ts';
import { sourceAdapters } from '../../inbound/sources/registry.ts';
import { appendAudit } from '../../store/deeds.ts';
import {
  forgetUnreadable,
  insertUnreadable,
  recordRead,
  trimUnreadable,
  type Unreadable,
} from '../../store/unreadable.ts';
import type { App } from '../context.ts';
import { applyEvents, type ReceivedEvent, tryEvents } from './apply-events.ts';
import { landedReceipts, type PublicReceipt, publicReceipt } from './event-receipts.ts';
import { toReceived } from './received-item.ts';
import { type AskedFix, type Replayer, resolveFix } from './replay-events.ts';

const largestKept = 256 * 1024;
const keptASource = 1_000;
const keptMs = 30 * 86_400_000;
/** What reading needs; whatever proves who posted is not among it. */
const keptHeaders = ['content-type', 'webhook-id', 'svix-id'];

/** Keeps a body. A source has a thousand at most, for 30 days; of a large one the beginning is kept, to be looked at. */
export async function keepUnreadable(
  app: App,
  source: string,
  { rawBody, headers }: SourceRequest,
  why: Sentence,
): Promise<string> {
  const kept = keptHeaders.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, storableText(value)] as const] : [];
  });
  return app.db.transaction(async (tx) => {
    const id = await insertUnreadable(tx, {
      id: app.newId(),
      source,
      bodyHash: createHash('sha256').update(rawBody).digest(),
      receivedAt: app.clock.now(),
      headers: Object.fromEntries(kept),
      body: rawBody.subarray(0, largestKept),
      size: rawBody.length,
      message: storableText(inEnglish(why)),
      said: why,
    });
    await trimUnreadable(tx, source, keptASource);
    return id;
  });
}

/** A part of the reconciler. */
export async function forgetOldUnreadable(app: App): Promise<number> {
  return forgetUnreadable(app.db, new Date(app.clock.now().getTime() - keptMs), 500);
}

/**
 * Reads a body once more, by the source as `workspace.yaml` has it now, or takes the event that a person gives for it; and
 * applies what that comes to. Done twice, its events are duplicates.
 *
 * @throws NotFound `unknown_source`; Refused `cut_off`; InvalidInput `unreadable`, `incomplete_fix`
 */
export async function replayUnreadable(
  app: App,
  kept: Unreadable,
  asked: AskedFix,
  { isTrial }: Replayer,
): Promise<PublicReceipt[]> {
  const since = performance.now();
  const events =
    fixedFields({ ...asked }).length === 0
      ? await readAgain(app, kept)
      : [await given(app, kept, asked)];
  const receipts = await (isTrial ? tryEvents : applyEvents)(app, events);
  if (!isTrial) {
    const ids = receipts.map(({ id }) => id);
    await app.db.transaction(async (tx) => {
      await recordRead(tx, kept.id, ids);
      const data = { receipts: ids };
      const entry = {
        ...({ action: 'body.replayed', kind: 'receipt' } as const),
        ...{ objectId: kept.id, data },
      };
      await appendAudit(tx, [entry], app.clock.now());
    });
  }
  if (isTrial) return receipts.map((receipt) => publicReceipt(receipt));
  return landedReceipts(app.db, receipts, since);
}

async function readAgain(app: App, kept: Unreadable): Promise<ReceivedEvent[]> {
  const source = app.workspace.sources.find(({ key }) => key === kept.source);
  if (source === undefined) {
    throw new NotFound(
      'unknown_source',
      ...saying(sentence('unknown.source', { key: kept.source })),
    );
  }
  if (kept.body.length < kept.size) {
    const said = sentence('replay.cut-off', { size: kept.size, kept: kept.body.length });
    throw new Refused('cut_off', ...saying(said));
  }
  const request = { method: 'POST', url: '', headers: kept.headers, rawBody: kept.body };
  const read = await sourceAdapters[source.scheme].read(request, source);
  if (!read.ok) {
    const said = sentence('replay.still-unreadable', { why: read.said });
    throw new InvalidInput('unreadable', ...saying(said, { id: kept.id }));
  }
  return read.items.flatMap((item) => toReceived(app, item, source, kept.receivedAt));
}

async function given(app: App, kept: Unreadable, asked: AskedFix): Promise<ReceivedEvent> {
  const { id, source, receivedAt } = kept;
  const eventId = `unreadable ${id}`;
  const bare = { source, eventId, occurredAt: receivedAt, event: null };
  const event = fixEvent(bare, await resolveFix(app, asked));
  if (event !== null) return { ...bare, type: event.type, occurredAt: event.occurredAt, event };
  throw new InvalidInput('incomplete_fix', ...saying(sentence('replay.incomplete')));
}
