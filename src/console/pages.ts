import type { Page } from './page.ts';
import { enrolmentPage } from './pages/enrolment.ts';
import { loginPage } from './pages/login.ts';
import { reportsPage } from './pages/reports.ts';
import { searchPage } from './pages/search.ts';
import { startPage } from './pages/start.ts';
import { todayPage } from './pages/today.ts';

/** Where the work is done, in the order in which the menu shows it: a page adds a line. */
const listed: readonly Page[] = [todayPage, enrolmentPage, reportsPage, searchPage];

export const pages: readonly Page[] = [loginPage, startPage(listed), ...listed];
