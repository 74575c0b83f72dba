import { type SentenceValue, saying, sentence } from '../../domain/sentence.ts';
import { InvalidInput } from '../../errors.ts';
import { plainHeader } from '../lists/csv-records.ts';

/** What a column may say of a prospect. */
export const columnFields = [
  'email',
  'firstName',
  'lastName',
  'title',
  'company',
  'country',
  'phone',
  'locale',
  'timezone',
  'owner',
  'basis',
  'basisSource',
  'basisAt',
  'basisExpires',
  'addressKind',
] as const;
export type Field = (typeof columnFields)[number];

/** What is done with a column: a field, kept under its own name for templates and conditions, or left out. */
export const columnUses = [...columnFields, 'attribute', 'left-out'] as const;
export type ColumnUse = (typeof columnUses)[number];

/** A column of a list. */
export interface Column {
  readonly name: string;
  readonly use: ColumnUse;
}

/** Headers as people write them, without case, blanks, dashes and underscores. */
const headers: Readonly<Record<string, Field>> = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  epost: 'email',
  epostadresse: 'email',
  firstname: 'firstName',
  givenname: 'firstName',
  fornavn: 'firstName',
  lastname: 'lastName',
  surname: 'lastName',
  familyname: 'lastName',
  etternavn: 'lastName',
  title: 'title',
  jobtitle: 'title',
  stilling: 'title',
  phone: 'phone',
  telephone: 'phone',
  telefon: 'phone',
  company: 'company',
  companyname: 'company',
  firma: 'company',
  bedrift: 'company',
  country: 'country',
  land: 'country',
  timezone: 'timezone',
  tidssone: 'timezone',
  locale: 'locale',
  language: 'locale',
  sprak: 'locale',
  språk: 'locale',
  owner: 'owner',
  eier: 'owner',
  basis: 'basis',
  basissource: 'basisSource',
  basisat: 'basisAt',
  basisexpires: 'basisExpires',
  addresskind: 'addressKind',
};

/** Headers that may well mean a field, where no other column is it: a list may have a telephone and a mobile. */
const likely: Readonly<Record<string, Field>> = {
  tittel: 'title',
  phonenumber: 'phone',
  mobile: 'phone',
  mobilephone: 'phone',
  mobil: 'phone',
  mobilnummer: 'phone',
  mobiltelefon: 'phone',
  telefonnummer: 'phone',
  tlf: 'phone',
  selskap: 'company',
  firmanavn: 'company',
};

/** The columns of a list with this header, as it tells. */
export function columnsOf(header: readonly string[]): Column[] {
  const taken = new Set(header.map((name) => fieldOf(plainHeader(name))));
  return header.map((name) => {
    const plain = plainHeader(name);
    const sure = fieldOf(plain);
    if (sure !== undefined) return { name, use: sure };
    const use = Object.hasOwn(likely, plain) ? likely[plain] : undefined;
    if (use === undefined || taken.has(use)) return { name, use: 'attribute' };
    taken.add(use);
    return { name, use };
  });
}

/** The columns of a list that begins with a row: one with an address is that of the addresses. */
export function columnsOfRow(row: readonly string[]): Column[] {
  const address = row.findIndex((value) => value.includes('@'));
  return row.map((_value, index) => ({
    name: `column ${index + 1}`,
    use: index === address ? 'email' : 'left-out',
  }));
}

/** The names of columns in one text, to tell whether it is still the same list. */
export function headerMark(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join('\u001f');
}

/**
 * @param isHeadless  there is no header: columns are told by their number
 * @throws InvalidInput `missing_email_column`, `duplicate_column`
 */
export function requireColumns(columns: readonly Column[], isHeadless = false): void {
  const told = columns.map(({ name }, index) =>
    isHeadless ? sentence('list.column', { number: index + 1 }) : name,
  );
  const taken = new Map<string, SentenceValue>();
  for (const [index, { name, use }] of columns.entries()) {
    if (use === 'left-out') continue;
    const meaning = use === 'attribute' ? `attribute ${name}` : use;
    const [first, second = name] = [taken.get(meaning), told[index]];
    if (name !== '' && first !== undefined) {
      const said = sentence('list.same-columns', { first, second });
      throw new InvalidInput('duplicate_column', ...saying(said));
    }
    taken.set(meaning, second);
  }
  if (taken.has('email')) return;
  const said = sentence('list.no-email-column', { found: { list: told } });
  throw new InvalidInput('missing_email_column', ...saying(said));
}

function fieldOf(plain: string): Field | undefined {
  return Object.hasOwn(headers, plain) ? headers[plain] : undefined;
}
