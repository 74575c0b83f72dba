import { messageOf } from '../../errors.ts';
import type { App } from '../context.ts';
import { beginImportAs, type ImportRequest, runImport } from './import.ts';

/** The imports that this process runs behind its answers. */
export interface ImportRuns {
  /**
   * Begins an import and answers once it stands; it goes on by itself. One with an id that has been begun is left alone.
   *
   * @throws Refused `unknown_cadence`
   */
  start(request: ImportRequest, importId: string): Promise<void>;
  /** Aborted when the process is asked to stop. */
  readonly leaving: AbortSignal;
  /** No further batch is begun. */
  leave(): void;
  /** Waits for what has been begun: it says that it failed, and how far it came. */
  finish(): Promise<void>;
}

export function openImportRuns(app: App): ImportRuns {
  const running = new Set<Promise<void>>();
  const leaving = new AbortController();
  return {
    async start(request, importId) {
      if (!(await beginImportAs(app, request, importId))) return;
      const work = runImport(app, { ...request, leaving: leaving.signal }, importId).then(
        () => undefined,
        (error: unknown) => app.log.warn({ importId, err: messageOf(error) }, 'import failed'),
      );
      running.add(work);
      work.finally(() => running.delete(work));
    },
    leaving: leaving.signal,
    leave: () => leaving.abort(),
    async finish() {
      leaving.abort();
      await Promise.all(running);
    },
  };
}
