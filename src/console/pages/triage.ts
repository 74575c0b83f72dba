import { type Page, redirect, type Visit } from '../page.ts';
import { triageWords } from '../words/triage.ts';
import { handOverRoutes } from './triage/hand-overs.ts';
import { replyRoutes } from './triage/replies.ts';
import { tabsFor } from './triage/tabs.ts';
import { webhookRoutes } from './triage/webhooks.ts';

/** What the machine could not decide by itself: a person does. */
export const triagePage: Page = {
  key: 'triage',
  styles: ['admin', 'triage'],
  words: triageWords,
  menu: '/console/triage',
  routes: [
    { method: 'GET', path: '/console/triage', access: ['rep', 'ops'], handle: toFirstTab },
    ...replyRoutes,
    ...webhookRoutes,
    ...handOverRoutes,
  ],
};

/** The first part that the visitor may use. */
function toFirstTab(visit: Visit) {
  const [first] = tabsFor(visit, 'replies');
  return redirect(first?.path ?? '/console');
}
