import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Library, readLibrary, refuseErrors } from '../app/library/library.ts';
import type { Config } from '../config.ts';
import { normaliseAddress } from '../domain/address.ts';
import type { Cadence } from '../domain/cadence.ts';
import { isZone } from '../domain/zone.ts';
import { regionOf } from '../domain/zone-regions.ts';
import { InvalidInput, messageOf, NotFound } from '../errors.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const prospectFields = z.object({
  email: z
    .string()
    .refine((email) => normaliseAddress(email) !== null, 'must be an e-mail address')
    .default('kari@example.no'),
  firstName: text,
  lastName: text,
  title: text,
  phone: text,
  company: text,
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be an ISO country code such as NO')
    .transform((code) => code.toUpperCase())
    .nullish()
    .transform((value) => value ?? null),
  timezone: z
    .string()
    .refine(isZone, 'must be an IANA zone such as Europe/Oslo')
    .nullish()
    .transform((value) => value ?? null),
  locale: text,
  region: text,
  attributes: z.record(z.string(), z.unknown()).default({}),
});

const prospectShape = prospectFields.transform((prospect) => ({
  ...prospect,
  region: prospect.region ?? regionOf(prospect.attributes),
}));

/** A prospect as `preview` and `simulate` read it from a JSON file; what is absent is unknown. */
export type ProspectFile = z.output<typeof prospectShape>;

/**
 * Reads the prospect that a preview is made for; without a file one of whom only the address is known.
 *
 * @throws InvalidInput `no_such_file`, `invalid_prospect`
 */
export async function readProspectFile(path: string | undefined): Promise<ProspectFile> {
  if (path === undefined) return prospectShape.parse({});
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new InvalidInput('no_such_file', `Cannot read "${path}": ${messageOf(cause)}.`);
  });
  const parsed = prospectShape.safeParse(readJson(source, path));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new InvalidInput('invalid_prospect', `${path} is not a prospect: ${lines.join('; ')}.`);
}

function readJson(source: string, path: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const why = messageOf(error).replace(/\s+/g, ' ');
    throw new InvalidInput('invalid_prospect', `${path} is not JSON: ${why}.`);
  }
}

/** A cadence of the files, with all that stands beside it. */
export interface CadenceFiles {
  readonly library: Library;
  readonly cadence: Cadence;
}

/**
 * A cadence as its file has it now, published or not.
 *
 * @throws NotFound `unknown_cadence`; InvalidInput `invalid_library`
 */
export async function cadenceFromFiles(config: Config, key: string): Promise<CadenceFiles> {
  const library = await readLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR);
  refuseErrors(library);
  const found = library.cadences.find(({ cadence }) => cadence?.key === key)?.cadence ?? null;
  if (found !== null) return { library, cadence: found };
  const keys = library.cadences.flatMap(({ cadence }) => (cadence === null ? [] : [cadence.key]));
  throw new NotFound(
    'unknown_cadence',
    `${config.CADENCES_DIR} has no cadence "${key}". There are: ${keys.join(', ') || 'none'}.`,
  );
}
