import { z } from 'zod';
import type { GivenList, ListLook } from '../../../app/enrolling/given-list.ts';
import type { RowDefaults } from '../../../app/enrolling/import-rows.ts';
import { columnUses, headerMark } from '../../../app/enrolling/list-columns.ts';
import { wanted } from '../../../domain/language/issue-sentence.ts';
import { bases } from '../../../domain/policy/lawful-basis.ts';
import { fieldsOf } from '../../forms.ts';

const short = (most: number) => z.string().trim().max(most).default('');

/** What is said of everybody of a list, or of one person. */
export const basisShape = {
  owner: short(200),
  country: z
    .string()
    .trim()
    .regex(/^([A-Za-z]{2})?$/, wanted('field.no-country'))
    .default(''),
  basis: z.enum(['', ...bases]).default(''),
  basisSource: short(500),
  basisAt: z.union([z.literal(''), z.iso.date()]).default(''),
};

const shape = z.looseObject({
  cadence: short(64),
  // A browser ends lines in one way where it sends a form, and in another where its script does.
  list: z
    .string()
    .default('')
    .transform((text) => text.replace(/\r\n?/g, '\n')),
  ...basisShape,
  /** The header for which the columns were chosen. */
  header: z.string().default(''),
  import: z.union([z.literal(''), z.uuid()]).default(''),
  mark: short(100),
});

export type ListForm = z.output<typeof shape>;

/** @throws InvalidInput `invalid_request` */
export function readListForm(body: unknown): ListForm {
  return fieldsOf(shape, body);
}

/** A form in which nothing has been written yet. */
export function emptyListForm(cadence: string, owner: string): ListForm {
  return fieldsOf(shape, { cadence, owner });
}

/** What the form says of everybody. */
export function defaultsOf(form: Readonly<Record<keyof typeof basisShape, string>>): RowDefaults {
  const { owner, country, basis, basisSource, basisAt } = form;
  const given = { owner, country: country.toUpperCase(), basis, basisSource, basisAt };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

/** The list of a form. What was chosen for the columns of another list does not count. */
export function listOf(form: ListForm, look: ListLook): GivenList {
  const { cadence, list: text } = form;
  const defaults = defaultsOf(form);
  if (look.is !== 'table') return { cadence, text, columns: null, defaults };
  const isSame = form.header === headerMark(look.columns);
  const columns = look.columns.map(({ name, use }, index) => {
    const chosen = columnUses.find((one) => one === form[`column-${index}`]);
    return { name, use: isSame && chosen !== undefined ? chosen : use };
  });
  return { cadence, text, columns, defaults };
}
