import { z } from 'zod';
import { readOpenCadences, readStepKinds } from '../../../app/desk/cadences.ts';
import { importStands } from '../../../app/desk/imports.ts';
import { readPossibleOwners } from '../../../app/desk/owners.ts';
import {
  begunIdOf,
  checkList,
  listMark,
  lookAtList,
  rowsOfList,
} from '../../../app/enrolling/given-list.ts';
import { csvLine } from '../../../app/lists/csv-cells.ts';
import { InvalidInput, Refused } from '../../../errors.ts';
import { fieldsOf } from '../../forms.ts';
import { readerOf } from '../../layout.ts';
import { type Answer, page, part, redirect, type Visit } from '../../page.ts';
import { type ShownCheck, shownCheck, unreadCheck, withMistake } from '../../shown/check.ts';
import { emptyListForm, type ListForm, listOf, readListForm } from './list-form.ts';

/** Whose a list, or a person, is taken to be at first. */
export function ownOwner({ caller, viewer }: Visit): string {
  return viewer.own ?? (caller?.role === 'rep' ? caller.name : '');
}

const query = z.object({ cadence: z.string().trim().max(64).default('') });

/** An empty form. */
export async function showList(visit: Visit): Promise<Answer> {
  const { cadence } = fieldsOf(query, visit.request.query);
  const owner = ownOwner(visit);
  return listPage(visit, emptyListForm(cadence, owner), null);
}

/** What would become of the list; nothing happens. */
export async function showCheck(visit: Visit): Promise<Answer> {
  const form = readListForm(visit.request.body);
  const check = await checkOf(visit, form);
  if (visit.isPartial) return part('partials/enrol-check', { check });
  return listPage(visit, form, check);
}

/** The whole check, for a spreadsheet. */
export async function checkFile(visit: Visit): Promise<Answer> {
  const { app, viewer } = visit;
  const form = readListForm(visit.request.body);
  const list = listOf(form, await lookAtList(form.list));
  const importId = begunIdOf(form.import || app.newId(), viewer);
  const { accepted, refusals } = await checkList(app, list, importId, viewer);
  const rows = [
    ...accepted.map(({ line, candidate: { prospect }, step, dueAt, startsAt, status }) => {
      const at = dueAt ?? startsAt;
      return { line, cells: [prospect.email, status, step, at?.toISOString() ?? '', ''] };
    }),
    ...refusals.map(({ line, email, code, message }) => {
      return { line, cells: [email ?? '', 'refused', '', '', `${code}: ${message}`] };
    }),
  ].sort((a, b) => a.line - b.line);
  const head = ['line', 'email', 'status', 'step', 'first touch at', 'reason'];
  return csvFile('check.csv', [head, ...rows.map(({ line, cells }) => [String(line), ...cells])]);
}

/** Excel takes a file for UTF-8 only when it begins with a mark. */
export function csvFile(name: string, rows: readonly (readonly string[])[]): Answer {
  return {
    is: 'file',
    body: `\ufeff${rows.map(csvLine).join('')}`,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    },
  };
}

/**
 * Enrols the list as it was checked; one that has been changed since is checked again first. The check gave the form an id,
 * so that one that is sent twice begins one import.
 */
export async function enrolList(visit: Visit): Promise<Answer> {
  const { imports, caller, viewer } = visit;
  const form = readListForm(visit.request.body);
  try {
    const list = listOf(form, await lookAtList(form.list));
    if (form.import === '' || form.mark !== listMark(list)) {
      const check = await checkOf(visit, form);
      const isChanged = form.mark !== '';
      return listPage(visit, form, check && { ...check, isChanged }, 409);
    }
    const importId = begunIdOf(form.import, viewer);
    const rows = await rowsOfList(list, importId);
    const request = { cadence: list.cadence, lines: inOrder(rows), rowsTotal: rows.length };
    await imports.start({ ...request, viewer, by: caller?.name ?? 'unknown' }, importId);
    return redirect(`/console/imports/${importId}`);
  } catch (error) {
    if (!isTold(error)) throw error;
    return listPage(visit, form, unreadCheck(error, readerOf(visit)), 400);
  }
}

async function* inOrder<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** What the input has wrong is told beside it. */
const isTold = (error: unknown): error is InvalidInput | Refused =>
  error instanceof InvalidInput || error instanceof Refused;

async function checkOf(visit: Visit, form: ListForm): Promise<ShownCheck | null> {
  const { app, viewer } = visit;
  const reader = readerOf(visit);
  try {
    const look = await lookAtList(form.list);
    if (look.is === 'empty') return null;
    const list = listOf(form, look);
    const given = { look, list, importId: await freshId(visit, form.import), reader };
    try {
      const [check, kinds] = await Promise.all([
        list.cadence === ''
          ? null
          : checkList(app, list, begunIdOf(given.importId, viewer), viewer),
        readStepKinds(app, list.cadence),
      ]);
      return shownCheck({ ...given, check, kinds });
    } catch (error) {
      if (!isTold(error)) throw error;
      // The columns are shown all the same: one of them may be the mistake.
      return withMistake(shownCheck({ ...given, check: null, kinds: new Map() }), error, reader);
    }
  } catch (error) {
    if (!isTold(error)) throw error;
    return unreadCheck(error, reader);
  }
}

/** The same from one check to the next, so that the times stay; another one once that import has begun. */
async function freshId({ app, viewer }: Visit, known: string): Promise<string> {
  if (known === '') return app.newId();
  return (await importStands(app, begunIdOf(known, viewer), viewer)) ? app.newId() : known;
}

async function listPage(
  { app, viewer }: Visit,
  form: ListForm,
  check: ShownCheck | null,
  status = check?.error == null ? 200 : 400,
): Promise<Answer> {
  const { cadence, list, owner, country, basis, basisSource, basisAt } = form;
  const [cadences, owners] = await Promise.all([
    readOpenCadences(app),
    readPossibleOwners(app.db, viewer),
  ]);
  const data = {
    ...{ list, owner, owners, country, basisSource, basisAt, check },
    cadences: cadences.map((one) => ({ ...one, isChosen: one.key === cadence })),
    bases: shownBases(basis),
    hasMore: [country, basis, basisSource, basisAt].some((one) => one !== ''),
  };
  return page('enrol', 'title', data, status);
}

/** The choices of what mail is based on. */
export function shownBases(chosen: string) {
  return ['consent', 'existing-customer', 'legitimate-interest'].map((key) => ({
    ...{ key, word: `basis.${key}`, isChosen: key === chosen },
  }));
}
