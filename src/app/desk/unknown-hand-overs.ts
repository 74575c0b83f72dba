import type { Viewer } from '../../domain/viewer.ts';
import {
  listUnknownHandOvers,
  listUnknownResends,
  type UnknownHandOver,
} from '../../store/triage-desk.ts';
import type { App } from '../context.ts';

/** Mails of which nobody knows whether their server took them. */
export interface UnknownHandOvers {
  /** They stand still until somebody says what became of them. */
  readonly waiting: readonly UnknownHandOver[];
  /** They go out again by themselves. */
  readonly again: readonly UnknownHandOver[];
  readonly most: number;
}

const most = 50;

export async function readUnknownHandOvers(
  app: Pick<App, 'db'>,
  { owners }: Viewer,
): Promise<UnknownHandOvers> {
  const [waiting, again] = await Promise.all([
    listUnknownHandOvers(app.db, owners, most),
    listUnknownResends(app.db, owners, most),
  ]);
  return { waiting, again, most };
}
