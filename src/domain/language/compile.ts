import type { Cadence } from '../cadence.ts';
import type { CadenceShape } from './cadence-shape.ts';
import { compileCaps } from './caps-shape.ts';
import { compileEntry } from './compile-entry.ts';
import { compileRules } from './compile-rules.ts';
import { compileSchedule } from './compile-schedule.ts';
import { compileSteps, compileTrack } from './compile-steps.ts';
import { defaultStages } from './outline.ts';
import { compileSender } from './sender-shape.ts';
import { compileTracking } from './tracking-shape.ts';

/** A cadence from a file that has passed all checks. */
export function compileCadence(shape: CadenceShape): Cadence {
  const stages = shape.stages ?? defaultStages;
  const tracks = Object.entries(shape.tracks ?? {});
  const entry = compileEntry(shape.entry);
  return {
    key: shape.key,
    title: shape.title,
    locale: shape.locale ?? null,
    stages,
    schedule: compileSchedule(shape.schedule),
    ...(entry === undefined ? {} : { entry }),
    ...(shape.sender === undefined ? {} : { sender: compileSender(shape.sender) }),
    ...(shape.cap === undefined ? {} : { cap: compileCaps(shape.cap) }),
    ...(shape.tracking === undefined ? {} : { tracking: compileTracking(shape.tracking) }),
    unknown: shape.unknown ?? 'hold',
    steps: compileSteps(shape.steps, stages[0] ?? ''),
    on: compileRules(shape.on),
    tracks: Object.fromEntries(tracks.map(([key, track]) => [key, compileTrack(key, track)])),
  };
}
