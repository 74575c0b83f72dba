import type { Answer, Page, ReadingRoute, Visit } from '../page.ts';
import { reportsWords } from '../words/reports.ts';
import { capacityFile, showCapacity } from './reports/capacity.ts';
import { funnelFile, showFunnel } from './reports/funnel.ts';
import { showPeople } from './reports/people.ts';
import { persistenceFile, showPersistence } from './reports/persistence.ts';
import { mapFile, printMap, showMap } from './reports/process-map.ts';
import { activity, deliverability, objections } from './reports/tables.ts';
import { showVariantMails, showVariants, variantsFile } from './reports/variants.ts';

const access = ['rep', 'ops'] as const;

function route(path: string, handle: (visit: Visit) => Promise<Answer>): ReadingRoute {
  return { method: 'GET', path: `/console/reports${path}`, access, handle };
}

/** What came of it all, for whoever leads a team; each figure leads to those whom it counts. */
export const reportsPage: Page = {
  key: 'reports',
  styles: ['reports', 'variants'],
  words: reportsWords,
  menu: '/console/reports',
  routes: [
    route('', showFunnel),
    route('/funnel.csv', funnelFile),
    route('/enrolments', showPeople),
    route('/persistence', showPersistence),
    route('/persistence.csv', persistenceFile),
    route('/map', showMap),
    route('/map/print', printMap),
    route('/map.csv', mapFile),
    route('/objections', objections.show),
    route('/objections.csv', objections.file),
    route('/variants', showVariants),
    route('/variants.csv', variantsFile),
    route('/variants/mails', showVariantMails),
    route('/deliverability', deliverability.show),
    route('/deliverability.csv', deliverability.file),
    route('/activity', activity.show),
    route('/activity.csv', activity.file),
    route('/capacity', showCapacity),
    route('/capacity.csv', capacityFile),
  ],
};
