import type { Command } from 'commander';
import type { App } from '../app/context.ts';
import type { AskedReport } from '../app/reports/filter.ts';
import { parseDate } from '../domain/own-calendar.ts';
import { requirePublished } from './published.ts';
import { wholeNumber } from './whole-number.ts';

export interface FilterOptions {
  readonly cadence?: string;
  readonly cadenceVersion?: number;
  readonly owner?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Adds the options that say which enrolments a report is about. */
export function withFilter(command: Command): Command {
  return command
    .option('--cadence <key>', 'of one cadence only')
    .option('--cadence-version <number>', 'on this version of it', wholeNumber(1, 1_000_000))
    .option('--owner <name>', 'of one owner only')
    .option('--from <day>', 'enrolled on this day (2026-11-01) or later')
    .option('--to <day>', 'enrolled on this day or earlier');
}

/** @throws NotFound `unknown_cadence`; InvalidInput `invalid_date` */
export async function askedReport(app: App, options: FilterOptions): Promise<AskedReport> {
  await requirePublished(app, options.cadence);
  const { cadence, cadenceVersion, owner, from, to } = options;
  return { cadence, version: cadenceVersion, owner, from: dayOf(from), to: dayOf(to) };
}

const dayOf = (text: string | undefined) => (text === undefined ? undefined : parseDate(text));
