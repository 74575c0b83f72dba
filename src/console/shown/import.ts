import type { ImportBeside } from '../../app/desk/imports.ts';
import type { ImportedPerson } from '../../store/import-list.ts';
import type { Import } from '../../store/imports.ts';
import { shownRefusals } from './check.ts';
import { shownPerson } from './person.ts';
import type { Reader } from './sentence.ts';

/** An import as lists show it. */
export function shownImport(one: Import) {
  const { id, cadence, status, accepted, refused, rowsTotal, rowsRead, createdBy, createdAt } = one;
  const left = rowsTotal === null ? null : Math.max(rowsTotal - rowsRead, 0);
  return {
    ...{ id, cadence, status, accepted, refused, rowsRead, left, createdBy, createdAt },
    finishedAt: one.finishedAt,
    word: `import.${status}`,
    isRunning: status === 'running',
    /** Of the bar; one of unknown length has none. */
    whole: rowsTotal,
  };
}

/** An import as its page shows it. */
export function shownImportBeside(
  { import: one, standing, isMore, mayStop, refusals, people }: ImportBeside,
  reader: Reader,
) {
  const { untouched, mailed, ended } = standing;
  return {
    ...shownImport(one),
    ...{ untouched, mailed, ended, isMore },
    // A colleague's undo has left alone whom they did not see.
    canUndo: mayStop && (one.status === 'running' || untouched > 0),
    mayStop,
    isUndone: one.status === 'undone' && untouched === 0,
    refusals: shownRefusals(refusals, reader),
    isRefusedCut: one.refused > refusals.length,
    people: people.map(shownImported),
    peopleCount: people.length,
    isCut: one.accepted > people.length,
  };
}

function shownImported(person: ImportedPerson) {
  const { enrolmentId, status, isMailed, dueAt, step } = person;
  return {
    ...shownPerson(person),
    ...{ enrolmentId, status, isMailed, dueAt, step },
    word: `status.${status}`,
  };
}
