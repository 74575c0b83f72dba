/** What the inbound side makes of one raw message or webhook body, before anybody is looked for: the answer of `cadence read`. */
export interface Reading {
  readonly kind: ReadingKind;
  readonly events: readonly ReadEvent[];
  /** What the person wrote, without quotes and signature; null where nobody wrote. */
  readonly visibleText: string | null;
  /** From 0 to 1; null where nothing was weighed. */
  readonly confidence: number | null;
  /** The words or the field that decided it, for people. */
  readonly because: string | null;
}

export type ReadingKind =
  | 'reply'
  | 'auto-reply'
  | 'bounce'
  | 'complaint'
  | 'opt-out'
  | 'delivery'
  | 'unrelated'
  | 'webhook';

/** One thing that was said; what is not known is null. */
export interface ReadEvent {
  /** One of our event types, or the provider's own where it is none of ours. */
  readonly type: string;
  readonly recipient: string | null;
  /** Of a bounce: the address is gone for good. */
  readonly hard: boolean | null;
  /** Enhanced status code (RFC 3463). */
  readonly status: string | null;
  /** SMTP reply code (RFC 5321). */
  readonly replyCode: string | null;
  readonly reason: string | null;
  readonly occurredAt: Date | null;
  /** Back on, or ask again on. */
  readonly until: Date | null;
  /** Of an objection. */
  readonly category: string | null;
  /** The provider's own id of the event. */
  readonly dedupeKey: string | null;
}

/** An event of which nothing is known yet. */
export const emptyEvent: ReadEvent = {
  type: 'reply.received',
  recipient: null,
  hard: null,
  status: null,
  replyCode: null,
  reason: null,
  occurredAt: null,
  until: null,
  category: null,
  dedupeKey: null,
};
