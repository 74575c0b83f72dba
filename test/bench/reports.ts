/**
 * What managers and reps look at, with a year behind it: every report over all and over one cadence, for as many days; every
 * page of the console as it is asked for by a browser. Each figure is the slowest of its kind.
 */

import type { App } from '../../src/app/context.ts';
import { reportVariants } from '../../src/app/enrolments/judge-variants.ts';
import { reportTriage } from '../../src/app/events/report-triage.ts';
import { reportActivity } from '../../src/app/reports/activity.ts';
import { reportCapacity } from '../../src/app/reports/capacity.ts';
import { reportDeliverability } from '../../src/app/reports/deliverability.ts';
import type { AskedReport } from '../../src/app/reports/filter.ts';
import { reportFunnel } from '../../src/app/reports/funnel.ts';
import { reportObjections } from '../../src/app/reports/objections.ts';
import { reportPersistence } from '../../src/app/reports/persistence.ts';
import { seesAll, type Viewer } from '../../src/domain/viewer.ts';
import type { BenchServer } from './installation.ts';
import { benchPages } from './pages.ts';
import { limitResult, median, type Result } from './result.ts';
import { addYear, yearFiles } from './year.ts';

const rounds = 3;
const mostReportMs = 1_000;

type Report = (app: App, asked: AskedReport, viewer: Viewer) => Promise<unknown>;

const reports: Readonly<Record<string, Report>> = {
  funnel: reportFunnel,
  persistence: reportPersistence,
  objections: reportObjections,
  variants: (app, { cadence }, viewer) => reportVariants(app, cadence ?? null, viewer),
  activity: reportActivity,
  deliverability: reportDeliverability,
  capacity: (app, _asked, viewer) => reportCapacity(app, viewer),
  triage: (app, _asked, viewer) => reportTriage(app, viewer),
};

export async function benchReports(server: BenchServer, enrolments: number): Promise<Result[]> {
  const installation = await server.install({ cadences: yearFiles });
  try {
    const { app } = installation.deps;
    const { touches, timeline } = await addYear(app.db, enrolments);
    const size = [enrolments, touches, timeline].map((count) => count.toLocaleString('en-US'));
    process.stdout.write(
      `reports over ${size[0]} enrolments, ${size[1]} touches, ${size[2]} rows of history\n`,
    );
    return [...(await measureReports(app)), ...(await benchPages(installation))];
  } finally {
    await installation.close();
  }
}

/** @returns the slowest of each report, over all and over one cadence */
export async function measureReports(app: App): Promise<Result[]> {
  const results: Result[] = [];
  const viewers = [seesAll, { ...seesAll, owners: ['Owner 7', 'Owner 8'] }];
  for (const [name, report] of Object.entries(reports)) {
    for (const [of, asked] of Object.entries(asks(app))) {
      const times: number[] = [];
      for (const one of asked) {
        for (const viewer of viewers) times.push(await timeOf(() => report(app, one, viewer)));
      }
      const label = `report ${name}, ${of === 'all' ? 'all cadences' : 'one cadence'}`;
      results.push(limitResult(label, 'ms', Math.max(...times), mostReportMs));
    }
  }
  return results;
}

/** What is asked for, as a person would say it. */
function asks(app: App): Readonly<Record<'all' | 'one', readonly AskedReport[]>> {
  const day = (ago: number) =>
    new Date(app.clock.now().getTime() - ago * 86_400_000).toISOString().slice(0, 10);
  const periods = [{}, ...[30, 90, 365].map((days) => ({ from: day(days) }))];
  const one = { cadence: 'road-4' };
  return {
    all: [...periods, { owner: 'Owner 7' }],
    one: [...periods.map((period) => ({ ...one, ...period })), { ...one, version: 1 }],
  };
}

/** @returns milliseconds, the median of some rounds behind one that warms up */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return median(times.slice(1));
}
