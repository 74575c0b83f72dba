import { keyIn } from '../../app/desk/cadence-file.ts';
import type { CadenceHealth } from '../../app/desk/cadence-list.ts';
import type { Library } from '../../app/library/library.ts';
import { type Reader, toldPause } from './sentence.ts';

/** The list of cadences, and the files of which none is published. */
export function shownHealth(cadences: readonly CadenceHealth[], library: Library, reader: Reader) {
  const published = new Set(cadences.map(({ key }) => key));
  const files = library.cadences.map(({ cadence, file, source }) => ({
    key: cadence?.key ?? keyIn(source),
    title: cadence?.title ?? null,
    file,
    errors: library.problems.filter((one) => one.file === file && one.severity === 'error').length,
  }));
  return {
    cadences: cadences.map((one) => ({
      ...one,
      ...toldPause(one, reader),
      path: `/console/cadences/${one.key}`,
      isPaused: one.status === 'paused',
      isByGuard: one.cause === 'rate',
      waiting: one.paused + one.pending,
      finished: one.completed + one.exited,
      errors: files.find(({ key }) => key === one.key)?.errors ?? 0,
    })),
    unpublished: files.filter(({ key }) => key === null || !published.has(key)),
  };
}
