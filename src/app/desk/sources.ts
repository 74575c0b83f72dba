import type { SourceConfig } from '../../domain/language/source.ts';
import { readSourceTraffic, type SourceTraffic } from '../../store/webhook-sources.ts';
import type { App } from '../context.ts';
import { silences } from '../events/source-silence.ts';

/** A source of the workspace, and what was heard of it. */
export interface SourceStanding extends Omit<SourceTraffic, 'source'> {
  readonly config: SourceConfig;
  /** It is silent for longer than its `expect_every`. */
  readonly isSilent: boolean;
}

/** All sources, in the order of the workspace. */
export async function readSources(app: App): Promise<SourceStanding[]> {
  const { sources } = app.workspace;
  const keys = sources.map(({ key }) => key);
  const [traffic, silent] = await Promise.all([readSourceTraffic(app.db, keys), silences(app)]);
  return sources.map((config) => {
    const found = traffic.find(({ source }) => source === config.key);
    return {
      config,
      heardAt: found?.heardAt ?? null,
      refusals: found?.refusals ?? [],
      isSilent: silent.some(({ source, isSilent }) => source === config.key && isSilent),
    };
  });
}
