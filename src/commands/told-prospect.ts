import { z } from 'zod';
import { basisFields, requireEvidence } from '../app/people/basis-fields.ts';
import { InvalidInput } from '../errors.ts';

/** What `enrol` may be told of one prospect. */
export interface TellingOptions {
  readonly country?: string;
  readonly basis?: string;
  readonly basisSource?: string;
  readonly basisAt?: string;
  readonly basisExpires?: string;
  readonly addressKind?: string;
}

const flags = {
  country: '--country',
  basis: '--basis',
  basisSource: '--basis-source',
  basisAt: '--basis-at',
  basisExpires: '--basis-expires',
  addressKind: '--address-kind',
} as const satisfies Readonly<Record<keyof TellingOptions, string>>;
const names = z.enum(['country', 'basis', 'basisSource', 'basisAt', 'basisExpires', 'addressKind']);

const shape = z
  .object({
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, 'must be an ISO country code such as NO')
      .transform((code) => code.toUpperCase())
      .optional(),
    ...basisFields,
  })
  .superRefine(requireEvidence);

/** What is told of a prospect, as the API has it. @throws InvalidInput `invalid_option` */
export function toldOf(options: TellingOptions): z.output<typeof shape> {
  const parsed = shape.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = names.safeParse(issue?.path[0]);
  const flag = name.success ? flags[name.data] : 'an option';
  throw new InvalidInput('invalid_option', `${flag}: ${issue?.message}.`);
}

/** @throws InvalidInput `option_of_one` where a list is enrolled */
export function refuseTold(options: TellingOptions): void {
  for (const [name, flag] of Object.entries(flags)) {
    if (!Object.hasOwn(options, name)) continue;
    throw new InvalidInput(
      'option_of_one',
      `${flag} is for one prospect. In a list, a column says it of each of them.`,
    );
  }
}
