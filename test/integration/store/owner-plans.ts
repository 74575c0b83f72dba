import { randomUUID } from 'node:crypto';
import { everyone } from '../../../src/domain/report-filter.ts';
import type { Viewer, Whose } from '../../../src/domain/viewer.ts';
import { listComingMails, listStandingStill } from '../../../src/store/coming-mails.ts';
import { listHolds, readHoldsInForce } from '../../../src/store/company-holds.ts';
import { listEnrolments } from '../../../src/store/enrolments.ts';
import { findIdsOfOthers } from '../../../src/store/external-ids.ts';
import { listImported, listImports, readImportStanding } from '../../../src/store/import-list.ts';
import { readImport, unsentEnrolmentsOfImport, unsentOf } from '../../../src/store/imports.ts';
import { countOpenTasks, listOpenTasks } from '../../../src/store/open-tasks.ts';
import * as prospectDesk from '../../../src/store/prospect-desk.ts';
import { searchProspects } from '../../../src/store/prospect-search.ts';
import { listEnrolmentsOf } from '../../../src/store/reports/people.ts';
import { countSnoozedTasks, listSnoozedTasks } from '../../../src/store/snoozed-tasks.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readLatestOfProspect } from '../../../src/store/timeline.ts';
import * as triageDesk from '../../../src/store/triage-desk.ts';
import { findOthers, isSeen, type WorkKind } from '../../../src/store/within.ts';
import type { Plan } from './report-plans.ts';

const now = new Date();
const id = randomUUID();
export const everybodys: Whose = { owner: null, owners: null };
export const karis: Whose = { owner: 'Kari', owners: null };

const owners = ['kari@firm.no', 'ola@firm.no'];
const team: Viewer = { keyId: id, owners, own: null };
const teams: Whose = { owner: null, owners };
const page = { after: id, limit: 51 };
const kinds = ['enrolment', 'task', 'prospect', 'touch', 'import', 'company-hold'] as const;

/** Of what a key sees that is narrowed to some owners. */
export const ownerPlans: readonly Plan[] = [
  ...kinds.map(
    (kind: WorkKind): Plan => [`the door (${kind})`, (db) => isSeen(db, kind, id, team)],
  ),
  ['whose prospects they are', (db) => findOthers(db, ['kari@kunde.no'], owners)],
  [
    'whose ids they are',
    (db) => findIdsOfOthers(db, [{ source: 'hubspot', externalId: '7' }], owners),
  ],
  ['their enrolments', (db) => listEnrolments(db, { owners, limit: 50 })],
  ['their tasks', (db) => listTasks(db, { owners, limit: 50 })],
  ['their open tasks', (db) => listOpenTasks(db, teams, now, 100)],
  ['how many open tasks they have', (db) => countOpenTasks(db, teams, now)],
  ['their tasks that come back later', (db) => listSnoozedTasks(db, teams, now, 50)],
  ['how many of theirs come back later', (db) => countSnoozedTasks(db, teams, now)],
  ['their replies of a triage', (db) => triageDesk.listWaitingTasks(db, 'triage', teams, 100)],
  ['how many they have', (db) => triageDesk.countWaitingTasks(db, 'triage', teams)],
  ['their unknown hand-overs', (db) => triageDesk.listUnknownHandOvers(db, owners, 50)],
  ['their hand-overs sent again', (db) => triageDesk.listUnknownResends(db, owners, 50)],
  ['their mails of a day', (db) => listComingMails(db, teams, now, 50)],
  ['who of theirs stands still', (db) => listStandingStill(db, teams, 10)],
  ['their imports', (db) => listImports(db, null, 50, team)],
  ['an import of which theirs are seen', (db) => readImport(db, id, team)],
  ['what became of theirs of an import', (db) => readImportStanding(db, id, 10_000, owners)],
  ['whom of theirs an import let in', (db) => listImported(db, id, 50, owners)],
  ['what of theirs is unsent', (db) => unsentEnrolmentsOfImport(db, id, id, 500, owners)],
  ['which of these of theirs are unsent', (db) => unsentOf(db, [id], owners)],
  ['their holds of a company', (db) => readHoldsInForce(db, ['domain fjord.no'], now, owners)],
  ['their holds', (db) => listHolds(db, { owners, before: null, limit: 50, now })],
  ['looking for one of theirs', (db) => searchProspects(db, ['kari', 'nord'], 50, owners)],
  ['the latest of one of theirs', (db) => readLatestOfProspect(db, id, 100, owners)],
  ['holds of a company', (db) => prospectDesk.listHoldsOf(db, ['domain fjord.no'], 20, owners)],
  [
    'one page of theirs behind a figure',
    (db) => listEnrolmentsOf(db, { ...everyone, cadence: 'office', owners }, { of: 'all' }, page),
  ],
];
