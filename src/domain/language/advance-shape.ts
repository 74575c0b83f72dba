import { z } from 'zod';
import { wanted } from './issue-sentence.ts';
import { reference } from './leaves.ts';
import { isLoose } from './outline.ts';
import type { Path } from './report.ts';

/** A stage to go on to: its name, or with it that it may lie behind. */
export function advanceShape(description: string, example: string) {
  return z
    .union(
      [
        reference(description, example),
        z.strictObject({
          to: reference('The stage to go on to, one of `stages`', example),
          backwards: z
            .literal(true, wanted('want.backwards'))
            .meta({
              description:
                'It may lie behind: its first step that has not been touched is next. Nobody gets a mail twice',
              examples: [true],
            })
            .optional(),
        }),
      ],
      wanted('want.advance'),
    )
    .meta({ description, examples: [example, { to: example, backwards: true }] });
}

export interface WrittenAdvance {
  readonly stage: string;
  readonly backwards: boolean;
}

/** What an `advance` says; null where it says no stage. */
export function advanceOf(value: unknown): WrittenAdvance | null {
  const stage = isLoose(value) ? value.to : value;
  if (typeof stage !== 'string') return null;
  return { stage, backwards: isLoose(value) && value.backwards === true };
}

/** Where the stage of an `advance` stands. */
export function advancePath(value: unknown, path: Path): Path {
  return isLoose(value) ? [...path, 'to'] : path;
}
