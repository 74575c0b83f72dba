/** The pages of the console, as a browser of an admin asks for them: how long each takes, and what it weighs. */
import { createApiKey } from '../../src/app/api-keys.ts';
import { pages } from '../../src/console/pages.ts';
import type { Db } from '../../src/store/db.ts';
import { openVisitor } from '../integration/console/visitor.ts';
import type { Installation } from './installation.ts';
import { limitResult, median, type Result } from './result.ts';
import { cadenceKeys } from './year.ts';

const rounds = 3;
const mostMs = 200;
/** A page of a report shows what the report counts while one waits. */
const mostReportMs = 1_000;
const mostKb = 150;

/** What a page is asked for by ids in its path. */
type Ids = Readonly<Record<string, string>>;

/** What pages are asked for that show nothing without. */
const queries: Readonly<Record<string, string>> = {
  '/console/search': '?q=kari+firm-77',
  '/console/reports/variants/mails': `?cadence=${cadenceKeys[0]}&step=s1`,
};

/** All pages that show something to whoever has logged in: no files, no streams, nothing within a frame. */
function pagePaths(): string[] {
  const routes = pages.flatMap((page) => page.routes);
  return routes
    .filter(({ method, access }) => method === 'GET' && access !== 'public')
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/(\.csv|\/events|\/frame|\/mail)$|\/(touches|replies|webhooks|hand-overs)\/:/.test(path),
    )
    .map((path) => `${path}${queries[path] ?? ''}`);
}

/** @returns the time of each page, and the weight of the heaviest */
export async function benchPages({ deps }: Installation): Promise<Result[]> {
  const api = await deps.openApi(0);
  try {
    const { key } = await createApiKey(deps.app, 'bench', 'admin');
    const visitor = openVisitor(api);
    await visitor.logIn(key);
    const ids = await readIds(deps.app.db);
    const weights = new Map<string, number>();
    const results: Result[] = [];
    for (const path of pagePaths()) {
      const there = withIds(path, ids);
      const times: number[] = [];
      let shown = await visitor.get(there);
      // One that leads on is no page of its own.
      if (shown.status === 303 || shown.status === 302) continue;
      for (let round = 0; round < rounds; round += 1) {
        const startedAt = performance.now();
        shown = await visitor.get(there);
        times.push(performance.now() - startedAt);
      }
      if (shown.status !== 200) throw new Error(`${there}: ${shown.status}`);
      const loaded = await bytesLoaded(api.url, shown.text);
      weights.set(path, (Buffer.byteLength(shown.text) + loaded) / 1_000);
      const most = path.startsWith('/console/reports') ? mostReportMs : mostMs;
      results.push(limitResult(`page ${path}`, 'ms', median(times), most));
    }
    const [heaviest] = [...weights].toSorted(([, a], [, b]) => b - a);
    const [path, kb] = heaviest ?? ['', 0];
    return [...results, limitResult(`heaviest page ${path}`, 'kB', kb, mostKb)];
  } finally {
    await api.close();
  }
}

/** What a page loads besides, as it goes over the wire. */
async function bytesLoaded(url: string, text: string): Promise<number> {
  let bytes = 0;
  for (const [, path] of text.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)) {
    const response = await fetch(`${url}${path}`, { headers: { 'accept-encoding': 'gzip' } });
    bytes += Number(response.headers.get('content-length'));
    await response.arrayBuffer();
  }
  return bytes;
}

/** One of each kind, with as much behind it as there is. */
async function readIds(db: Db): Promise<Ids> {
  const { rows } = await db.query<Ids>(
    `select e.id::text as enrolments, e.prospect_id::text as prospects,
            (select id::text from touches where enrolment_id = e.id and status = 'sent' limit 1) as touches,
            (select id::text from tasks where status = 'open' order by due_at limit 1) as tasks,
            (select id::text from imports limit 1) as imports
       from enrolments e
      where e.status = 'active' and e.stage = 'closing'
      limit 1`,
  );
  return { ...rows[0], cadences: 'road-4', publications: '1', key: 'road-4', step: 's1' };
}

function withIds(path: string, ids: Ids): string {
  return path
    .replace(/^\/console\/(\w+)\/:\w+/, (_all, kind: string) => `/console/${kind}/${ids[kind]}`)
    .replace(/:(\w+)/g, (_all, name: string) => ids[name] ?? name);
}
