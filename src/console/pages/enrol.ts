import { listBytesAtMost } from '../../app/enrolling/given-list.ts';
import type { AuditedRoute } from '../../domain/audit.ts';
import type { Page } from '../page.ts';
import { enrolWords } from '../words/enrol.ts';
import { followImport, refusalsFile, showImport, showImports, undo } from './enrol/imports.ts';
import { checkFile, enrolList, showCheck, showList } from './enrol/list.ts';
import { checkOne, enrolPerson, showOne } from './enrol/one.ts';

/** As the API has it. */
const access = ['rep', 'ops'] as const;

/** A form has three bytes for each that is no letter. */
const largestForm = 3 * listBytesAtMost + 64 * 1024;

const started: AuditedRoute = {
  ...{ action: 'import.started', kind: 'import', tells: ['cadence'], told: 'when-changed' },
};
const enrolled: AuditedRoute = {
  ...{ action: 'enrolment.created', kind: 'enrolment', tells: ['cadence'], told: 'when-changed' },
};
const undone: AuditedRoute = { action: 'import.undone', kind: 'import', id: 'id' };
const dry = 'says what would happen, and takes it back';

/** To enrol a list or one person, seeing beforehand what comes of it; and what became of lists, with their undo. */
export const enrolPage: Page = {
  key: 'enrol',
  styles: ['enrol'],
  words: enrolWords,
  menu: '/console/enrol',
  routes: [
    { method: 'GET', path: '/console/enrol', access, handle: showList },
    {
      ...{ method: 'POST', path: '/console/enrol', access, audit: started },
      ...{ largestForm, handle: enrolList },
    },
    {
      ...{ method: 'POST', path: '/console/enrol/check', access, audit: dry },
      ...{ largestForm, handle: showCheck },
    },
    {
      ...{ method: 'POST', path: '/console/enrol/check.csv', access, audit: dry },
      ...{ largestForm, handle: checkFile },
    },
    { method: 'GET', path: '/console/enrol/one', access, handle: showOne },
    { method: 'POST', path: '/console/enrol/one', access, audit: enrolled, handle: enrolPerson },
    { method: 'POST', path: '/console/enrol/one/check', access, audit: dry, handle: checkOne },
    { method: 'GET', path: '/console/imports', access, handle: showImports },
    { method: 'GET', path: '/console/imports/:id', access, handle: showImport },
    { method: 'GET', path: '/console/imports/:id/events', access, handle: followImport },
    { method: 'GET', path: '/console/imports/:id/refused.csv', access, handle: refusalsFile },
    { method: 'POST', path: '/console/imports/:id/undo', access, audit: undone, handle: undo },
  ],
};
