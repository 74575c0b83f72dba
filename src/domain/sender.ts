/**
 * Which mailbox a mail leaves from.
 *
 * | what is planned                                        | it leaves from                        |
 * |--------------------------------------------------------|---------------------------------------|
 * | a mail of a cadence without `sender`                   | the first mailbox of the workspace    |
 * | a later mail, `sticky` (the default)                   | the mailbox of the mail before it     |
 * | a later mail in the thread of another, sticky or not   | the mailbox of that mail              |
 * | any other                                              | one of the pool, by `rotation`        |
 *
 * A mailbox that is paused is passed over while the pool has another.
 */

/** What a cadence says of its sender. */
export interface SenderRule {
  /** Key of a pool of the workspace. */
  readonly pool: string;
  /** A person hears from one mailbox, always. */
  readonly sticky: boolean;
  readonly rotation: Rotation;
  /** What a mail does whose mailbox is paused; one that is bound to its mailbox waits. */
  readonly whenPaused: 'wait' | 'move';
}

export const rotations = ['round-robin', 'least-loaded', 'same-provider'] as const;
export type Rotation = (typeof rotations)[number];

/** What a choice is made by. */
export interface MailboxFacts {
  readonly key: string;
  readonly provider: string | null;
  readonly paused: boolean;
  /** Mails given to it lately; see `decayedLoad`. */
  readonly load: number;
  /** Grows with each choice over all mailboxes: the least was chosen the longest ago, 0 never. */
  readonly turn: number;
}

export interface MailboxChoice {
  readonly rule: SenderRule;
  /** In the order of the pool. */
  readonly members: readonly MailboxFacts[];
  /** See `mail-provider.ts`; null when it is not known. */
  readonly recipientProvider: string | null;
}

/** Whether a mail leaves from the mailbox of the one before it, whatever else may be said for another. */
export function isBound(rule: SenderRule, inThread: boolean): boolean {
  return rule.sticky || inThread;
}

/** The mailbox of a mail that may leave from any of the pool; null when the pool is empty. */
export function chooseMailbox(choice: MailboxChoice): MailboxFacts | null {
  const { rule, recipientProvider } = choice;
  const sending = choice.members.filter(({ paused }) => !paused);
  const able = sending.length === 0 ? choice.members : sending;
  const same =
    rule.rotation === 'same-provider' && recipientProvider !== null
      ? able.filter(({ provider }) => provider === recipientProvider)
      : [];
  const candidates = same.length === 0 ? able : same;
  const byLoad = (a: MailboxFacts, b: MailboxFacts) =>
    rule.rotation === 'least-loaded' ? a.load - b.load : 0;
  return candidates.toSorted((a, b) => byLoad(a, b) || a.turn - b.turn)[0] ?? null;
}

const halfLifeMs = 86_400_000;

/** The load of a mailbox some time later: each mail that it was given counts half after a day, and so on. */
export function decayedLoad(load: number, passedMs: number): number {
  return load * 0.5 ** (Math.max(0, passedMs) / halfLifeMs);
}
