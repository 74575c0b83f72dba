import { z } from 'zod';
import { rotations, type SenderRule } from '../sender.ts';
import { choice, reference } from './leaves.ts';

/** Which mailboxes of the workspace a cadence is sent from. */
export const senderShape = z
  .strictObject({
    pool: reference('Key of a pool of `workspace.yaml`: its mailboxes send', 'sales'),
    sticky: z
      .boolean()
      .meta({
        description:
          'true (the default): each person hears from one mailbox, always. false: each mail is given to a mailbox anew, but an answer in a thread leaves from the mailbox of that thread',
        examples: [true],
      })
      .optional(),
    rotation: choice(
      ['sticky', ...rotations],
      'How a mailbox is chosen. round-robin (the default): in turns. least-loaded: the one that was given the fewest mails lately. same-provider: one of the provider of the recipient where the pool has one, in turns. sticky: as `sticky: true`, in turns',
    ).optional(),
    when_paused: choice(
      ['wait', 'move'],
      'What a mail does whose mailbox is paused. wait (the default): until it is back. move: it leaves from another of the pool, unless the person has heard from that mailbox before',
    ).optional(),
  })
  .meta({
    description: 'Who sends. Without it, the first mailbox of the workspace',
    examples: [{ pool: 'sales', sticky: true }],
  });

export type SenderShape = z.output<typeof senderShape>;

export function compileSender(shape: SenderShape): SenderRule {
  const { rotation = 'round-robin' } = shape;
  return {
    pool: shape.pool,
    sticky: rotation === 'sticky' || (shape.sticky ?? true),
    rotation: rotation === 'sticky' ? 'round-robin' : rotation,
    whenPaused: shape.when_paused ?? 'wait',
  };
}
