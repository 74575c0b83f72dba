import type { EntryRules } from '../entry.ts';
import type { EntryShape } from './entry-shape.ts';

/** The rules that limit anything, and no others; undefined when there are none. Equal rules have one form. */
export function compileEntry(shape: EntryShape | undefined): EntryRules | undefined {
  if (shape === undefined) return undefined;
  const { reentry, exclusive, cooldown } = shape;
  const { max_new_per_day: maxNewPerDay, max_active_per_company: maxActivePerCompany } = shape;
  const rules: EntryRules = {
    ...(reentry === undefined || reentry === 'any' ? {} : { reentry }),
    ...(exclusive === true ? { exclusive } : {}),
    ...(cooldown === undefined ? {} : { cooldown }),
    ...(maxNewPerDay === undefined ? {} : { maxNewPerDay }),
    ...(maxActivePerCompany === undefined ? {} : { maxActivePerCompany }),
  };
  return Object.keys(rules).length === 0 ? undefined : rules;
}
