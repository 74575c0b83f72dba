import type { Page } from './page.ts';
import { adminPage } from './pages/admin.ts';
import { cadencesPage } from './pages/cadences.ts';
import { enrolPage } from './pages/enrol.ts';
import { enrolmentPage } from './pages/enrolment.ts';
import { loginPage } from './pages/login.ts';
import { prospectPage } from './pages/prospect.ts';
import { reportsPage } from './pages/reports.ts';
import { searchPage } from './pages/search.ts';
import { startPage } from './pages/start.ts';
import { todayPage } from './pages/today.ts';
import { triagePage } from './pages/triage.ts';

/** Where the work is done, in the order in which the menu shows it: a page adds a line. */
const listed: readonly Page[] = [
  todayPage,
  enrolPage,
  cadencesPage,
  enrolmentPage,
  prospectPage,
  searchPage,
  triagePage,
  reportsPage,
  adminPage,
];

export const pages: readonly Page[] = [loginPage, startPage(listed), ...listed];
