/** Sources that are silent for longer than their `expect_every`: a CRM that stopped posting looks like one with nothing to say. */
import { plusDuration } from '../../domain/calendar.ts';
import type { Duration } from '../../domain/duration.ts';
import type { SourceConfig } from '../../domain/language/source.ts';
import { placeIn, utcWeek } from '../../domain/schedule.ts';
import { messageOf } from '../../errors.ts';
import { awaitSources, noteSourceHeard, readSourcesHeard } from '../../store/webhook-sources.ts';
import type { App } from '../context.ts';

export interface SourceSilence {
  readonly source: string;
  /** When it was last heard, or first waited for. */
  readonly since: Date;
  readonly isSilent: boolean;
}

/** Of each source with `expect_every` that is waited for, whether it is silent. */
export async function silences(app: App): Promise<readonly SourceSilence[]> {
  const expected = expectedSources(app);
  if (expected.length === 0) return [];
  const heard = await readSourcesHeard(
    app.db,
    expected.map(({ key }) => key),
  );
  const now = app.clock.now();
  return expected.flatMap(({ key, expectEvery }) => {
    const since = heard.get(key);
    if (since === undefined) return [];
    return [{ source: key, since, isSilent: now > latest(since, expectEvery) }];
  });
}

function expectedSources({ workspace }: App) {
  return workspace.sources.flatMap(({ key, expectEvery }) =>
    expectEvery === null ? [] : [{ key, expectEvery }],
  );
}

function latest(since: Date, expectEvery: Duration): Date {
  return plusDuration(since, expectEvery, utcWeek, placeIn('UTC'));
}

/** A part of the reconciler: begins to wait, sets the metric, and logs each silence once. It puts nothing right, so it counts nothing. */
export async function alarmSilence(app: App): Promise<number> {
  const expected = expectedSources(app).map(({ key }) => key);
  if (expected.length === 0) return 0;
  await awaitSources(app.db, expected, app.clock.now());
  const { values } = await app.metrics.sourceSilent.get();
  const before = new Map(values.map(({ labels, value }) => [labels.source, value]));
  for (const { source, since, isSilent } of await silences(app)) {
    app.metrics.sourceSilent.set({ source }, isSilent ? 1 : 0);
    if (!isSilent || before.get(source) === 1) continue;
    app.log.warn({ source, since }, 'a source is silent for longer than its expect_every');
  }
  return 0;
}

const notedEveryMs = 10_000;

/** Makes the function that notes that a source was heard, at most every ten seconds for each, since all would write one row. */
export function createHeardNotes(app: App): (source: SourceConfig) => Promise<void> {
  const noted = new Map<string, number>();
  return async ({ key }) => {
    const machineMs = app.clock.machineNow().getTime();
    if (machineMs - (noted.get(key) ?? 0) < notedEveryMs) return;
    noted.set(key, machineMs);
    try {
      await noteSourceHeard(app.db, key, app.clock.now());
    } catch (error) {
      // The events are applied: their answer does not hang on this.
      noted.delete(key);
      app.log.warn({ source: key, err: messageOf(error) }, 'not noted as heard');
    }
  };
}
