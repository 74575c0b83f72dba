/** How the lawful basis of a person is told, in the API, in lists and on the command line. */
import { z } from 'zod';
import { addressKinds } from '../../domain/policy/address-kind.ts';
import { bases } from '../../domain/policy/lawful-basis.ts';
import { inEnglish, type Sentence, sentence } from '../../domain/sentence.ts';
import { english } from '../../domain/sentences/english.ts';
import type { BasisInput } from '../../store/bases.ts';

/** An instant, or a day: its beginning in UTC. */
const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: english['field.no-moment'],
  })
  .transform((text) => new Date(text));

export const basisFields = {
  basis: z.enum(bases).nullish(),
  basisSource: z.string().trim().min(1).max(500).optional(),
  basisAt: moment.optional(),
  basisExpires: moment.nullish(),
  addressKind: z.enum(addressKinds).nullish(),
};

/** For `superRefine`: a basis without its evidence would prove nothing. */
export function requireEvidence(input: BasisInput, context: z.RefinementCtx): void {
  const { basis, basisSource, basisAt, basisExpires } = input;
  const tell = (path: string, said: Sentence) =>
    context.addIssue({ code: 'custom', path: [path], message: inEnglish(said), params: { said } });
  if (basis == null) {
    const given = [basisSource, basisAt, basisExpires].some((one) => one != null);
    if (given) tell('basis', sentence('field.basis-missing', { bases: { list: bases } }));
    return;
  }
  const of = { code: basis, of: 'basis' } as const;
  if (basisSource === undefined) {
    tell('basisSource', sentence('field.evidence-missing', { basis: of }));
  }
  if (basisAt === undefined) tell('basisAt', sentence('field.since-missing', { basis: of }));
}
