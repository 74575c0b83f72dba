import type { EventType, InboundEvent } from './event.ts';

/** What a person puts right in an event that could not be applied. */
export interface EventFix {
  /** Whom it is about; absent: whom it says. */
  readonly match?: InboundEvent['match'] | undefined;
  readonly type?: EventType | undefined;
  readonly occurredAt?: Date | undefined;
  readonly category?: string | undefined;
  readonly until?: Date | undefined;
  readonly stage?: string | undefined;
  readonly hard?: boolean | undefined;
  readonly text?: string | undefined;
}

/** The names of what a fix puts right; none: it asks for the event as it is. */
export function fixedFields(fix: { readonly [field: string]: unknown }): string[] {
  return Object.keys(fix).filter((field) => fix[field] !== undefined);
}

/** What is kept of an event that is put right. */
export interface ToFix {
  readonly source: string;
  readonly eventId: string;
  readonly occurredAt: Date;
  /** Null for one of an unknown type, of which nothing else is kept. */
  readonly event: InboundEvent | null;
}

/**
 * An event as it should have been. Its key stays, so that the source's own repetition of it is a duplicate. Null while it
 * is not known what it says, or of whom.
 */
export function fixEvent(kept: ToFix, fix: EventFix): InboundEvent | null {
  const { source, eventId, event } = kept;
  const type = fix.type ?? event?.type;
  const match = fix.match ?? event?.match;
  if (type === undefined || match === undefined || Object.keys(match).length === 0) return null;
  const occurredAt = fix.occurredAt ?? event?.occurredAt ?? kept.occurredAt;
  const category = fix.category ?? event?.category;
  const until = fix.until ?? event?.until;
  const stage = fix.stage ?? event?.stage;
  const hard = fix.hard ?? event?.hard;
  const text = fix.text ?? event?.text;
  const isReadAnew = fix.text !== undefined || fix.type !== undefined;
  const { code, intent, reading, reason, deputy, mail, claims } = event ?? {};
  return {
    ...{ source, eventId, type, occurredAt, match },
    ...(category === undefined ? {} : { category }),
    ...(until === undefined ? {} : { until }),
    ...(stage === undefined ? {} : { stage }),
    ...(hard === undefined ? {} : { hard }),
    ...(code === undefined ? {} : { code }),
    ...(text === undefined ? {} : { text }),
    ...(intent === undefined ? {} : { intent }),
    ...(reason === undefined ? {} : { reason }),
    ...(deputy === undefined ? {} : { deputy }),
    ...(mail === undefined ? {} : { mail }),
    ...(claims === undefined || fix.type !== undefined ? {} : { claims }),
    // What we read in other words, or took for something else, counts no more.
    ...(reading === undefined || isReadAnew ? {} : { reading }),
  };
}
