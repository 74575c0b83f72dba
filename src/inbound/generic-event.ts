import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { type EventType, eventTypes, type InboundEvent } from '../domain/event.ts';
import { mistakeIn } from '../domain/field-mistakes.ts';
import { parseStorableJson } from '../domain/storable.ts';
import { type Unread, unread } from './unread.ts';

/** One event of a body: understood, or well formed and of a type that we do not know. */
export type ReadItem =
  | { readonly event: InboundEvent }
  | {
      readonly ignored: 'unknown_type';
      readonly eventId: string;
      readonly type: string;
      readonly occurredAt: Date;
    };

export type ReadBody = { readonly ok: true; readonly items: readonly ReadItem[] } | Unread;

export interface BodyContext {
  /** Key of the source. */
  readonly source: string;
  readonly webhookId: string;
  /** Stages of ours by the source's names. */
  readonly stageMap: Readonly<Record<string, string>>;
}

/** So that what is missing is told apart from what is of another kind. */
const tellsInput = { reportInput: true };

const mostEvents = 100;
const longestText = 100_000;
const short = z.string().trim().min(1).max(998);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const prospectShape = z.object({
  email: short.transform((email) => email.toLowerCase()).optional(),
  externalIds: z.record(short, short).optional(),
});

const dataShape = z.object({
  prospect: prospectShape.optional(),
  enrolmentId: short.optional(),
  messageId: short.optional(),
  text: z
    .string()
    .transform((text) => text.slice(0, longestText))
    .optional(),
  intent: short.optional(),
  category: short.optional(),
  until: z
    .union([instant, z.iso.date().transform((date) => new Date(`${date}T00:00:00Z`))])
    .optional(),
  stage: short.optional(),
  hard: z.boolean().optional(),
  automatic: z.boolean().optional(),
  code: z.union([short, z.number().transform(String)]).optional(),
  reason: short.optional(),
});

const eventShape = z.object({
  id: short.optional(),
  type: short,
  timestamp: instant,
  data: z.unknown(),
});

/**
 * Reads the body of the generic webhook: one event, or an array of up to 100. Pure, and never throws.
 *
 * The id of an event within its source is its own `id`, else the webhook's id (with its place, in an array).
 */
export function readGenericBody(rawBody: Buffer, context: BodyContext): ReadBody {
  if (!isUtf8(rawBody)) return unread('body.not-utf8');
  let body: unknown;
  try {
    body = parseStorableJson(rawBody.toString('utf8'));
  } catch {
    return unread('body.not-json');
  }
  const list: readonly unknown[] | null = Array.isArray(body) ? body : null;
  if (list !== null && (list.length === 0 || list.length > mostEvents)) {
    return unread('body.many-events', { most: mostEvents, count: list.length });
  }
  const items: ReadItem[] = [];
  for (const [index, value] of (list ?? [body]).entries()) {
    const fallbackId = list === null ? context.webhookId : `${context.webhookId}.${index}`;
    const read = readEvent(value, fallbackId, context);
    if ('said' in read) {
      return list === null ? read : unread('body.in-array', { index, why: read.said });
    }
    items.push(read);
  }
  return { ok: true, items };
}

function readEvent(value: unknown, fallbackId: string, context: BodyContext): ReadItem | Unread {
  const parsed = eventShape.safeParse(value, tellsInput);
  if (!parsed.success) return { ok: false, said: mistakeIn(parsed.error, { whole: 'event' }) };
  const { type, timestamp, id } = parsed.data;
  const eventId = id ?? fallbackId;
  if (!isEventType(type)) return { ignored: 'unknown_type', eventId, type, occurredAt: timestamp };
  const data = dataShape.safeParse(parsed.data.data, tellsInput);
  if (!data.success) return { ok: false, said: mistakeIn(data.error, { within: 'data' }) };
  const match = matchOf(data.data);
  if (Object.keys(match).length === 0) {
    return unread('body.nobody');
  }
  const { source, stageMap } = context;
  return {
    event: { source, eventId, type, occurredAt: timestamp, match, ...toldBy(data.data, stageMap) },
  };
}

/** Field by field: a rest of an object is one that V8 looks every field up in, as often as it is read or spread. */
function toldBy(data: z.output<typeof dataShape>, stageMap: BodyContext['stageMap']) {
  const { text, intent, category, until, stage, hard, automatic, code, reason } = data;
  return {
    ...(text === undefined ? {} : { text }),
    ...(intent === undefined ? {} : { intent }),
    ...(category === undefined ? {} : { category }),
    ...(until === undefined ? {} : { until }),
    ...(stage === undefined ? {} : { stage: mapStage(stage, stageMap) }),
    ...(hard === undefined ? {} : { hard }),
    ...(automatic === undefined ? {} : { automatic }),
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function isEventType(type: string): type is EventType {
  return eventTypes.some((known) => known === type);
}

function matchOf(data: z.output<typeof dataShape>): InboundEvent['match'] {
  const { prospect, enrolmentId, messageId } = data;
  const [external] = Object.entries(prospect?.externalIds ?? {});
  return {
    ...(enrolmentId === undefined ? {} : { enrolmentId }),
    ...(messageId === undefined ? {} : { messageId: bracketed(messageId) }),
    ...(prospect?.email === undefined ? {} : { email: prospect.email }),
    ...(external === undefined ? {} : { externalId: { source: external[0], id: external[1] } }),
  };
}

/** Some senders give a Message-ID without its brackets. */
function bracketed(messageId: string): string {
  return messageId.startsWith('<') ? messageId : `<${messageId}>`;
}

function mapStage(stage: string, stageMap: Readonly<Record<string, string>>): string {
  return Object.hasOwn(stageMap, stage) ? (stageMap[stage] ?? stage) : stage;
}
