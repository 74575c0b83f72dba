import type { EventReading, InboundEvent } from '../../domain/event.ts';
import type { Workspace } from '../../domain/language/workspace.ts';
import {
  buildDictionary,
  type Dictionary,
  shippedDictionary,
} from '../../inbound/reply/dictionary.ts';
import { defaultThreshold, readReply } from '../../inbound/reply/read-reply.ts';
import type { NewEvent } from '../../store/events.ts';
import type { App } from '../context.ts';

/** Dictionaries take some milliseconds to build: one for each workspace. */
const dictionaries = new WeakMap<Workspace, Dictionary>();

function dictionaryOf(workspace: Workspace): Dictionary {
  const known = dictionaries.get(workspace);
  if (known !== undefined) return known;
  const { words } = workspace.replies;
  const built = Object.keys(words).length === 0 ? shippedDictionary() : buildDictionary(words);
  dictionaries.set(workspace, built);
  return built;
}

/**
 * Reads the words of a reply whose sender does not say what they mean: what clearly is an opt-out or an objection
 * becomes that event, all else stays `reply.received`, with the reading beside it. An event with an intent or a
 * category, already read, or without a text, comes back as it is: the sender's word wins.
 */
export function withReading<Row extends Pick<NewEvent, 'type' | 'event'>>(
  app: Pick<App, 'workspace'>,
  row: Row,
): Row {
  const { event } = row;
  if (event === null || !isUnread(event)) return row;
  const { workspace } = app;
  const threshold = thresholdOf(workspace);
  const parts = { text: event.text ?? null, html: null, subject: event.mail?.subject ?? null };
  const options = { at: event.occurredAt, dictionary: dictionaryOf(workspace), threshold };
  const { events, meaning, confidence, because } = readReply(parts, options);
  const [said] = events;
  const type = said?.type;
  const reading: EventReading = { meaning, confidence, because, sure: confidence >= threshold };
  if (type === 'prospect.opted_out') return { ...row, type, event: { ...event, type, reading } };
  if (type !== 'reply.objection') return { ...row, event: { ...event, reading } };
  const category = said?.category;
  const until = event.until ?? said?.until;
  const objection: InboundEvent = {
    ...event,
    type,
    reading,
    ...(category == null ? {} : { category }),
    ...(until == null ? {} : { until }),
  };
  return { ...row, type, event: objection };
}

/** From which confidence on a reading is acted upon. */
export function thresholdOf({ replies }: Workspace): number {
  return replies.threshold ?? defaultThreshold;
}

/** True for a reply that says something, of which nobody has said yet what it means. */
export function isUnread({ type, text, intent, category, reading, mail }: InboundEvent): boolean {
  if (type !== 'reply.received' || reading !== undefined) return false;
  if (intent !== undefined || category !== undefined) return false;
  // Of a mail without a word in it, its subject is read.
  return text !== undefined && (text.trim() !== '' || mail !== undefined);
}

/** What the words of a reply were read as; in its receipt. */
export interface ReadAs extends EventReading {
  readonly type: string;
  readonly category?: string;
  readonly until?: Date;
}

/** The part of a receipt about an event whose words we read; nothing for any other. */
export function readAsOf(event: InboundEvent | null): { readonly readAs?: ReadAs } {
  if (event?.reading === undefined) return {};
  const { type, category, until, reading } = event;
  return {
    readAs: {
      type,
      ...reading,
      ...(category === undefined ? {} : { category }),
      ...(until === undefined ? {} : { until }),
    },
  };
}
