/** How the lawful basis of a person is told, in the API, in lists and on the command line. */
import { z } from 'zod';
import { addressKinds } from '../../domain/policy/address-kind.ts';
import { bases } from '../../domain/policy/lawful-basis.ts';
import type { BasisInput } from '../../store/bases.ts';

/** An instant, or a day: its beginning in UTC. */
const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'must be a day such as 2026-11-24, or an instant such as 2026-11-24T09:00:00Z',
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
  const tell = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (basis == null) {
    const given = [basisSource, basisAt, basisExpires].some((one) => one != null);
    if (given) tell('basis', `is missing: say which it is, ${bases.join(', ')}`);
    return;
  }
  if (basisSource === undefined) {
    tell('basisSource', `is missing: ${basis} needs its evidence, where it is written down`);
  }
  if (basisAt === undefined) tell('basisAt', `is missing: say when the ${basis} came about`);
}
