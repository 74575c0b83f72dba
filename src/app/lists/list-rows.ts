import { normaliseAddress } from '../../domain/address.ts';
import type { BasisRules } from '../../domain/policy/lawful-basis.ts';
import { inEnglish, type Sentence, sentence } from '../../domain/sentence.ts';
import { isZone } from '../../domain/zone.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import type { ImportRefusal } from '../../store/imports.ts';
import type { Candidate } from '../enrolling/enrol.ts';
import { lacksBasis, type RefusedEntry, refusal, refusalOf } from '../enrolling/enrol-refusals.ts';
import type { ImportLine } from '../enrolling/import-rows.ts';
import { lackInList } from '../people/lawful-basis.ts';

/** A row that says enough to work with. */
export interface ListRow {
  readonly line: number;
  readonly candidate: Candidate;
  readonly prospect: ClaimedProspect;
}

/** Who may be mailed, where the workspace has rules for that. */
export interface ListLaw {
  readonly rules: BasisRules;
  /** When they are to be. */
  readonly at: Date;
}

/**
 * The rows of a list that an import would take as far as the list alone can tell; the others are told. What is known only
 * to the database (suppressions, the erased, those enrolled before, what mail to them was based on) is not looked at.
 */
export async function* usableRows(
  lines: AsyncIterable<ImportLine>,
  onRefusal: (refusal: ImportRefusal) => void,
  law: ListLaw | null = null,
): AsyncGenerator<ListRow> {
  const seen = new Map<string, number>();
  for await (const { line, row } of lines) {
    if ('broken' in row) {
      onRefusal(invalidRow(line, row.broken));
      continue;
    }
    const { email } = row.prospect;
    const address = normaliseAddress(email);
    if (address === null) {
      onRefusal(invalidAddress(line, email));
      continue;
    }
    const refusal = repeatedRow(seen, line, email) ?? unlawfulRow(law, line, row, address);
    if (refusal !== null) onRefusal(refusal);
    else yield { line, candidate: row, prospect: asClaimed(row, address) };
  }
}

/** A prospect as rendering and conditions see one who has just been imported: a zone that does not exist is not kept. */
function asClaimed({ prospect }: Candidate, address: string): ClaimedProspect {
  return {
    email: prospect.email,
    domain: address.slice(address.lastIndexOf('@') + 1),
    firstName: prospect.firstName ?? null,
    lastName: prospect.lastName ?? null,
    title: prospect.title ?? null,
    phone: prospect.phone ?? null,
    company: prospect.company ?? null,
    country: prospect.country ?? null,
    timezone: isZone(prospect.timezone ?? '') ? (prospect.timezone ?? null) : null,
    locale: prospect.locale ?? null,
    attributes: prospect.attributes ?? {},
  };
}

function unlawfulRow(
  law: ListLaw | null,
  line: number,
  row: Candidate,
  address: string,
): ImportRefusal | null {
  const rule = law === null ? null : lackInList(law.rules, row, address, law.at);
  if (rule === null) return null;
  return rowRefusal(line, row.prospect.email, lacksBasis(rule, row));
}

/** A row that has no form. */
export function invalidRow(line: number, said: Sentence): ImportRefusal {
  const message = `The row cannot be read: ${inEnglish(said)}.`;
  return { line, email: null, code: 'invalid_row', message, said };
}

/** A row without an address that mail can go to. */
export function invalidAddress(line: number, email: string): ImportRefusal {
  return rowRefusal(line, email, refusal('invalid_address', email));
}

/**
 * The same address twice in one list is a mistake in the list.
 *
 * @param seen  lines by address; that of the row is added
 */
export function repeatedRow(
  seen: Map<string, number>,
  line: number,
  email: string,
): ImportRefusal | null {
  const address = normaliseAddress(email);
  if (address === null) return null;
  const before = seen.get(address);
  if (before === undefined) {
    seen.set(address, line);
    return null;
  }
  const said = sentence('refusal.twice-on-line', { line: before });
  return rowRefusal(line, email, refusalOf('already_enrolled', email, said));
}

/** A refusal as the API and the command line tell it: in English. */
export function toldRefusal({ line, email, code, message }: ImportRefusal) {
  return { line, email, code, message };
}

/** A refusal of somebody who stands on a line. */
export function rowRefusal(
  line: number,
  email: string,
  { refused: code, message, said }: RefusedEntry,
): ImportRefusal {
  return { line, email: email || null, code, message, said };
}
