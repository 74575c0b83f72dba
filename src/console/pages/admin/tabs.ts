import type { Role } from '../../../domain/codes.ts';
import { mayUse, type Visit } from '../../page.ts';

/** The parts of administration, and who may use each besides admins. */
export const adminTabs = [
  { key: 'health', path: '/console/admin/health', access: ['ops'] },
  { key: 'mailboxes', path: '/console/admin/mailboxes', access: ['ops'] },
  { key: 'sources', path: '/console/admin/sources', access: ['ops'] },
  { key: 'suppressions', path: '/console/admin/suppressions', access: ['ops'] },
  { key: 'policy', path: '/console/admin/policy', access: ['ops'] },
  { key: 'keys', path: '/console/admin/keys', access: [] },
  { key: 'audit', path: '/console/admin/audit', access: [] },
] as const satisfies readonly { key: string; path: string; access: readonly Role[] }[];

export type AdminTab = (typeof adminTabs)[number]['key'];

/** Those that the visitor may use. */
export function tabsFor({ caller }: Visit, here: AdminTab) {
  return adminTabs
    .filter(({ access }) => mayUse(caller, access))
    .map(({ key, path }) => ({ path, word: `tab.${key}`, isHere: key === here }));
}
