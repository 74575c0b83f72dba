import { watch } from 'node:fs';
import { basename } from 'node:path';
import { readLibrary } from '../app/library/library.ts';
import { publish } from '../app/library/publish.ts';
import { excerpt, formatProblem } from '../domain/language/problem.ts';
import { messageOf } from '../errors.ts';
import type { OpenedDeps } from './open.ts';
import { say } from './print.ts';

export interface Watching {
  close(): Promise<void>;
}

/** Editors write a file in several goes: what follows within this time is one save. */
const settleMs = 150;

/**
 * Publishes on every save in the folders of cadences and templates, in the mode `pin`. While there are errors they are
 * shown and nothing is published. For development: `workspace.yaml` is read at the start only.
 */
export function watchLibrary({ app, config }: OpenedDeps): Watching {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const onSave = (file: string | null) => {
    if (/^workspace\.ya?ml$/.test(basename(file ?? ''))) {
      say('workspace.yaml was saved: it counts from the next start');
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => publishSaved({ app, config }));
    }, settleMs);
  };
  const watchers = [config.CADENCES_DIR, config.TEMPLATES_DIR].map((folder) =>
    watch(folder, { recursive: true }, (_event, file) => onSave(file)).on('error', (error) =>
      say(`${folder} is not watched any more: ${messageOf(error)}`),
    ),
  );
  return {
    close: async () => {
      for (const watcher of watchers) watcher.close();
      clearTimeout(timer);
      await running;
    },
  };
}

async function publishSaved({ app, config }: Pick<OpenedDeps, 'app' | 'config'>): Promise<void> {
  try {
    const library = await readLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR);
    const errors = library.problems.filter(({ severity }) => severity === 'error');
    for (const problem of errors) {
      const source = library.sources.get(problem.file);
      say(
        [formatProblem(problem), source === undefined ? '' : excerpt(source, problem)]
          .join('\n')
          .trimEnd(),
      );
    }
    if (errors.length > 0) return say(`not published: ${errors.length} errors`);
    const { publicationId, cadences } = await publish(app, library, {
      keys: [],
      mode: 'pin',
      by: 'watch',
    });
    const changed = cadences.filter((one) => one.changed);
    if (publicationId === null || changed.length === 0) return;
    const versions = changed.map(({ cadence, number }) => `${cadence} version ${number}`);
    say(`publication ${publicationId}: ${versions.join(', ')}`);
  } catch (error) {
    say(`not published: ${messageOf(error)}`);
  }
}
