/**
 * Who acts, for everything that is called on the way. The first transaction that changes anything for a deed writes it into
 * the audit log and commits both together: so there is no change without its entry, and nobody who changes something has
 * to think of it. What is done in no transaction is written right after it (`finish`).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor, AuditKind } from '../domain/audit.ts';
import { type AuditEntry, hasWritten, insertAudit } from './audit-log.ts';
import type { Queryable } from './db.ts';

/** What somebody is about to do. */
export interface Deed {
  readonly actor: Actor;
  readonly entry: AuditEntry;
  /** Clock time of the entry. */
  readonly now: () => Date;
  /**
   * `always`: whatever comes of it, as long as it is done; `when-changed`: only when a transaction has changed something;
   * `by-itself`: what is called appends the entries (`appendAudit`).
   */
  readonly told: 'always' | 'when-changed' | 'by-itself';
}

interface OpenDeed extends Deed {
  /** What it turned out to be done to, where that was not known before. */
  objectId: string | null;
  cameTo: Readonly<Record<string, unknown>>;
  isWritten: boolean;
}

const current = new AsyncLocalStorage<OpenDeed>();

/** Does the work as a deed. `finish` writes the entry unless a transaction has; it is called when the work was done. */
export function asDeed<T>(deed: Deed, work: (finish: (db: Queryable) => Promise<void>) => T): T {
  const { objectId } = deed.entry;
  const open: OpenDeed = { ...deed, objectId, cameTo: {}, isWritten: false };
  const finish = async (db: Queryable) => {
    const isMissing = !open.isWritten && open.told === 'always';
    // What was begun on the way and goes on behind the answer is no part of the deed.
    open.isWritten = true;
    if (isMissing) await write(db, open);
  };
  return current.run(open, () => work(finish));
}

/** Says what the deed under way is done to, where only whoever does it knows: the id of something new. */
export function deedIsTo(kind: AuditKind, objectId: string): void {
  const deed = current.getStore();
  if (deed?.entry.kind !== kind || deed.entry.objectId !== null) return;
  // Not the first that is told: what lost a race is done again.
  deed.objectId = objectId;
}

/** Adds what came of the deed under way to what is told of it: choices among ours, never a word about a person. */
export function deedCameTo(kind: AuditKind, data: Readonly<Record<string, unknown>>): void {
  const deed = current.getStore();
  if (deed?.entry.kind === kind) deed.cameTo = data;
}

/** Appends entries of the deed under way, in place of its own; where nobody acts (tests, the demo) there are none. */
export async function appendAudit(
  tx: Queryable,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> {
  const deed = current.getStore();
  if (deed !== undefined) await insertAudit(tx, deed.actor, entries, now);
}

/** Before a commit: writes the deed under way. @returns what to call once the commit is done; null: nothing was written */
export async function writeDeed(tx: Queryable): Promise<(() => void) | null> {
  const deed = current.getStore();
  if (deed === undefined || deed.isWritten || deed.told === 'by-itself') return null;
  // What was refused has made nothing that could be named.
  if (deed.objectId === null) return null;
  if (!(await hasWritten(tx))) return null;
  await write(tx, deed);
  return () => {
    deed.isWritten = true;
  };
}

async function write(db: Queryable, deed: OpenDeed): Promise<void> {
  const { entry, objectId, cameTo } = deed;
  const data = { ...entry.data, ...cameTo };
  await insertAudit(db, deed.actor, [{ ...entry, objectId, data }], deed.now());
}
