import { retentionKinds } from '../../../domain/language/retention-shape.ts';
import type { CountryRule, Validity } from '../../../domain/policy/lawful-basis.ts';
import { type Answer, page, type Route, type Visit } from '../../page.ts';
import { tabsFor } from './tabs.ts';

const dayMs = 86_400_000;

/** What the workspace has decided about the law, as it is in force: changed in `workspace.yaml`, not here. */
export const policyRoutes: readonly Route[] = [
  { method: 'GET', path: '/console/admin/policy', access: ['ops'], handle: showPolicy },
];

function showPolicy(visit: Visit): Answer {
  const { policy, retention, guardRails, company } = visit.app.workspace;
  const rules = policy?.lawfulBasis ?? null;
  const data = {
    tabs: tabsFor(visit, 'policy'),
    company,
    rules:
      rules === null
        ? null
        : [
            ...[...rules.countries].map(([code, rule]) => shownRule(code, rule)),
            shownRule(null, rules.fallback),
          ],
    retention: retentionKinds.map((kind) => {
      const ms = retention[kind];
      return { word: `kept.${kind}`, days: ms === undefined ? null : Math.round(ms / dayMs) };
    }),
    rails:
      guardRails &&
      [
        { word: 'rail.bounces', ...guardRails.bounces },
        { word: 'rail.complaints', ...guardRails.complaints },
      ].map(({ word, warn, pause }) => ({ word, warn: percent(warn), pause: percent(pause) })),
    sample: guardRails?.minSample ?? null,
  };
  return page('admin-policy', 'title', data);
}

const percent = (share: number) => Number((share * 100).toFixed(2));

function shownRule(code: string | null, rule: CountryRule) {
  const { coldMail, existingCustomer, recordedInterest, source, url } = rule;
  const cold = coldMail.length === 2 ? 'cold.all' : `cold.${coldMail[0] ?? 'none'}`;
  return {
    ...{ code, source, cold },
    // A rule of the workspace may name any address; only one of the web is made a link.
    url: url !== null && /^https?:/.test(url) ? url : null,
    customer: validityOf(existingCustomer),
    interest: validityOf(recordedInterest),
  };
}

function validityOf(validity: Validity) {
  if (typeof validity === 'number') return { word: 'valid.months', months: validity };
  return { word: validity ? 'valid.yes' : 'valid.no', months: null };
}
