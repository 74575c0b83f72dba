import { type Page, redirect } from '../page.ts';
import { adminWords } from '../words/admin.ts';
import { auditLogRoutes } from './admin/audit.ts';
import { healthPageRoutes } from './admin/health.ts';
import { keyRoutes } from './admin/keys.ts';
import { mailboxRoutes } from './admin/mailboxes.ts';
import { policyRoutes } from './admin/policy.ts';
import { sourceRoutes } from './admin/sources.ts';
import { suppressionRoutes } from './admin/suppressions.ts';

/** The installation itself: what it is made of, who may use it, and what was done. */
export const adminPage: Page = {
  key: 'admin',
  styles: ['admin', 'triage'],
  words: adminWords,
  menu: '/console/admin',
  routes: [
    {
      ...{ method: 'GET', path: '/console/admin', access: ['ops'] },
      handle: () => redirect('/console/admin/health'),
    },
    ...healthPageRoutes,
    ...mailboxRoutes,
    ...sourceRoutes,
    ...suppressionRoutes,
    ...policyRoutes,
    ...keyRoutes,
    ...auditLogRoutes,
  ],
};
