import type { Cadence, Step } from '../cadence.ts';
import type { ParsedCadence } from './parse-cadence.ts';
import type { Path } from './report.ts';

/** A compiled cadence, and where in its file a value of it is written. */
export interface CompiledSource extends Pick<ParsedCadence, 'file' | 'locate'> {
  readonly cadence: Cadence;
}

/** Every step of a cadence, those of its tracks too, and where it is written. */
export function stepsOf(cadence: Cadence): readonly { readonly step: Step; readonly path: Path }[] {
  const at = (steps: readonly Step[], path: Path) =>
    steps.map((step, index) => ({ step, path: [...path, index] }));
  const tracks = Object.values(cadence.tracks);
  return [
    ...at(cadence.steps, ['steps']),
    ...tracks.flatMap((track) => at(track.steps, ['tracks', track.key, 'steps'])),
  ];
}
