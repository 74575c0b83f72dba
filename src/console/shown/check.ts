import {
  type GivenList,
  type ListCheck,
  type ListLook,
  listMark,
} from '../../app/enrolling/given-list.ts';
import type { AcceptedRow } from '../../app/enrolling/import.ts';
import { columnUses, headerMark } from '../../app/enrolling/list-columns.ts';
import { localDate } from '../../domain/wall-clock.ts';
import type { InvalidInput, Refused } from '../../errors.ts';
import type { ImportRefusal } from '../../store/imports.ts';
import { refusalWords } from '../words/refusals.ts';
import { shownPerson } from './person.ts';
import { type Reader, type ToldMessage, toldMessage, toldRefusal } from './sentence.ts';

const shownAtMost = 100;
const sampleAtMost = 60;

/** Mistakes in a list for which there are words of our own. */
const mistakes = ['missing_email_column', 'duplicate_column', 'invalid_csv', 'list_too_long'];

interface Checked {
  readonly look: ListLook;
  readonly list: GivenList;
  /** Null: there is no cadence yet. */
  readonly check: ListCheck | null;
  readonly kinds: ReadonlyMap<string, string>;
  readonly importId: string;
  readonly reader: Reader;
}

/** What would become of a list, as the view shows it. */
export function shownCheck({ look, list, check, kinds, importId, reader }: Checked) {
  const columns = list.columns ?? [];
  const sample = look.is === 'table' ? look.sample : [];
  const accepted = check?.accepted ?? [];
  const refusals = check?.refusals ?? [];
  return {
    error: null as ShownMistake | null,
    isChanged: false,
    needsCadence: check === null,
    isAddresses: look.is === 'addresses',
    isHeadless: look.is === 'table' && look.isHeadless,
    header: headerMark(columns),
    columns: columns.map(({ name, use }, index) => ({
      ...{ name, index, number: index + 1 },
      sample: (sample[index] ?? '').slice(0, sampleAtMost),
      uses: columnUses.map((key) => ({ key, word: `use.${key}`, isChosen: key === use })),
    })),
    importId,
    mark: listMark(list),
    rows: check?.rowsRead ?? 0,
    acceptedCount: accepted.length,
    refusedCount: refusals.length,
    waiting: check?.waiting ?? 0,
    lastStartsAt: check?.lastStartsAt ?? null,
    days: daysOf(accepted, reader.zone),
    accepted: accepted.slice(0, shownAtMost).map((row) => shownAccepted(row, kinds)),
    isCut: accepted.length > shownAtMost,
    shownCount: Math.min(accepted.length, shownAtMost),
    refused: shownRefusals(refusals, reader),
  };
}

export type ShownCheck = ReturnType<typeof shownCheck>;

interface ShownMistake {
  readonly word: string | null;
  readonly told: ToldMessage;
}

/** The same with what is wrong about the list, beside what could be read of it. */
export function withMistake(
  shown: ShownCheck,
  { code, message, said }: InvalidInput | Refused,
  reader: Reader,
) {
  const word = mistakes.includes(code) ? `mistake.${code}` : null;
  return {
    ...shown,
    needsCadence: false,
    error: { word, told: toldMessage(message, said, reader) },
  };
}

/** Of a list that cannot be read at all. */
export function unreadCheck(error: InvalidInput | Refused, reader: Reader): ShownCheck {
  const list = { cadence: '', text: '', columns: null, defaults: {} };
  const nothing = { list, check: null, kinds: new Map(), importId: '', reader };
  return withMistake(shownCheck({ look: { is: 'empty' }, ...nothing }), error, reader);
}

/** How many begin on which day. */
function daysOf(rows: readonly AcceptedRow[], zone: string) {
  const days = new Map<number, { at: Date; count: number }>();
  for (const { dueAt } of rows) {
    if (dueAt === null) continue;
    const key = localDate(dueAt, zone).endsAt.getTime();
    const day = days.get(key) ?? { at: dueAt, count: 0 };
    days.set(key, { ...day, count: day.count + 1 });
  }
  return [...days.entries()].sort(([a], [b]) => a - b).map(([, day]) => day);
}

function shownAccepted(row: AcceptedRow, kinds: ReadonlyMap<string, string>) {
  const { line, candidate, dueAt, startsAt, status, step } = row;
  const { email, firstName, lastName, company, owner } = candidate.prospect;
  const named = { firstName: firstName ?? null, lastName: lastName ?? null };
  const person = shownPerson({ email, ...named, company: company ?? null });
  return {
    ...{ line, dueAt, step, owner: owner ?? null, ...person },
    hasMore: person.name !== email && person.beside !== email,
    kindWord: kinds.get(step) === 'email' ? 'first.email' : 'first.task',
    startsAt: startsAt ?? null,
    isWaiting: status === 'pending',
    isHeld: status === 'paused',
  };
}

/** The address stands before its reason, and need not begin it as well. */
function shownRefusal({ line, email, message, said }: ImportRefusal, reader: Reader) {
  const rest = email !== null && message.startsWith(email) ? message.slice(email.length) : message;
  const reason = { message: rest.trim(), said };
  // Behind an address it goes on, and begins anew where there is none.
  const told =
    email === null ? toldRefusal(reason, reader) : toldMessage(reason.message, said, reader);
  return { line, email, reason: told };
}

/** Refusals by their reason, the most frequent first: each with what to do about it. */
export function shownRefusals(refusals: readonly ImportRefusal[], reader: Reader) {
  const groups = new Map<string, ImportRefusal[]>();
  for (const one of refusals) {
    const group = groups.get(one.code);
    if (group === undefined) groups.set(one.code, [one]);
    else group.push(one);
  }
  return [...groups.entries()]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([code, rows]) => ({
      code,
      ...adviceOf(code),
      count: rows.length,
      rows: rows.slice(0, shownAtMost).map((row) => shownRefusal(row, reader)),
      isCut: rows.length > shownAtMost,
    }));
}

/** The words for a refusal and for what to do about it; null for one that has none. */
export function adviceOf(code: string) {
  const isOurs = Object.hasOwn(refusalWords.en, `refused.${code}`);
  return {
    word: isOurs ? `refused.${code}` : null,
    advice: isOurs ? `advice.${code}` : null,
  };
}
