import type { App } from '../../src/app/context.ts';
import { lockProspects } from '../../src/store/prospect-locks.ts';
import { waitFor } from './wait.ts';

/** Holds the lock of a prospect, and tells when others wait for it. */
export async function holdProspect({ db }: Pick<App, 'db'>, prospectId: string) {
  const gate: { open?: () => void } = {};
  const held = db.transaction(async (tx) => {
    await lockProspects(tx, [prospectId]);
    await new Promise<void>((resolve) => {
      gate.open = resolve;
    });
  });
  await waitFor('the lock', () => gate.open);
  return {
    release: () => {
      gate.open?.();
      return held;
    },
    waiting: (count: number) =>
      waitFor(`${count} at the lock`, async () => {
        const { rows } = await db.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows[0]?.count === count;
      }),
  };
}
