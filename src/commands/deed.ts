import { userInfo } from 'node:os';
import type { AuditAction, AuditKind } from '../domain/audit.ts';
import { asDeed, type Deed } from '../store/deeds.ts';
import { type OpenDeps, type OpenedDeps, withDeps } from './open.ts';

/** What a command is about to do, for the audit log. */
export interface CommandDeed {
  readonly action: AuditAction;
  readonly kind: AuditKind;
  /** Id or key of what it is done to; absent: what does it says so (`deedIsTo`). */
  readonly id?: string;
  /** Choices among ours, never a word about a person. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** As `Deed.told`; absent: `always`. */
  readonly told?: Deed['told'];
}

/** `withDeps` for a command that changes something, or gives away all of a person: it stands in the audit log. */
export async function withDeed<T>(
  open: OpenDeps,
  deed: CommandDeed,
  work: (deps: OpenedDeps) => Promise<T>,
): Promise<T> {
  return withDeps(open, (deps) => doDeed(deps, deed, () => work(deps)));
}

/** The same of a command that has opened what it works with. */
export function doDeed<T>(
  { app }: Pick<OpenedDeps, 'app'>,
  { action, kind, id = undefined, data = {}, told = 'always' }: CommandDeed,
  work: () => Promise<T>,
): Promise<T> {
  const actor = { id: 'cli', name: systemUser(), role: 'cli', requestId: app.newId() } as const;
  const entry = { action, kind, objectId: id ?? null, data };
  return asDeed({ actor, entry, now: () => app.clock.now(), told }, async (finish) => {
    const result = await work();
    await finish(app.db);
    return result;
  });
}

/** Who is logged in; in a container a user may have a number only. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
