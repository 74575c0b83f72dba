import { listCadences, readCurrentVersion } from '../../store/cadences.ts';
import type { App } from '../context.ts';

/** A cadence into which people can be enrolled. */
export interface OpenCadence {
  readonly key: string;
  readonly title: string;
}

export async function readOpenCadences(app: App): Promise<OpenCadence[]> {
  return (await listCadences(app.db)).map(({ key, title }) => ({ key, title }));
}

/** Of which kind the first steps of a cadence are, by their ids: a mail, or a task of some kind. */
export async function readStepKinds(app: App, key: string): Promise<ReadonlyMap<string, string>> {
  const steps = (await readCurrentVersion(app.db, key))?.definition.steps ?? [];
  return new Map(steps.map((step) => [step.id, step.kind === 'email' ? 'email' : step.task.kind]));
}
