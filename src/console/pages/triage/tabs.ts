import type { Role } from '../../../domain/codes.ts';
import { mayUse, type Visit } from '../../page.ts';

/** The parts of triage, and who may use each, as the API has it. */
export const triageTabs = [
  { key: 'replies', path: '/console/triage/replies', access: ['rep'] },
  { key: 'webhooks', path: '/console/triage/webhooks', access: ['ops'] },
  { key: 'hand-overs', path: '/console/triage/hand-overs', access: ['rep'] },
] as const satisfies readonly { key: string; path: string; access: readonly Role[] }[];

export type TriageTab = (typeof triageTabs)[number]['key'];

/** Those that the visitor may use. */
export function tabsFor({ caller }: Visit, here: TriageTab) {
  return triageTabs
    .filter(({ access }) => mayUse(caller, access))
    .map(({ key, path }) => ({ path, word: `tab.${key}`, isHere: key === here }));
}
