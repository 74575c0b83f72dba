import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createApiKey } from '../app/api-keys.ts';
import { beginImport, runImport } from '../app/enrolling/import.ts';
import { readCsv } from '../app/enrolling/import-rows.ts';
import { startStepper } from '../app/enrolments/step-clock.ts';
import { publishLibrary } from '../app/library/publish.ts';
import { reportFunnel } from '../app/reports/funnel.ts';
import { createSteppedClock, type SteppedClock, systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { seesAll } from '../domain/viewer.ts';
import { Refused } from '../errors.ts';
import { revokeApiKey } from '../store/api-keys.ts';
import { countRealData, forgetDemo } from '../store/demo-data.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { type ApiClient, apiClient } from './demo/api-client.ts';
import { type Played, playScene } from './demo/crm.ts';
import { type Found, gatherEvidence } from './demo/evidence.ts';
import { checkPromises } from './demo/promises.ts';
import { workTasks } from './demo/rep.ts';
import { newcomersDay, script, storyDays } from './demo/script.ts';
import { peopleOf } from './demo/story.ts';
import { reportPage } from './html-report.ts';
import type { OpenDeps, OpenedDeps } from './open.ts';
import { print } from './print.ts';
import { funnelTable } from './report.ts';

const dayMs = 86_400_000;
/** Clock time runs this much faster between two things that are due; while something is due it stands. */
const speed = 10_000_000;
const dispatchIntervalMs = 1_000;
const marker = 'demo_import';
const prospectsFile = new URL('./demo/prospects.csv', import.meta.url);
/** Who comes late enough to be under way at the end, so that something is left to walk through. */
const newcomersFile = new URL('./demo/newcomers.csv', import.meta.url);

/** `demo`: eighty days of the main job, for real, on this machine alone. */
export function registerDemo(program: Command, open: OpenDeps): void {
  program
    .command('demo')
    .description('the main job on this machine alone: 33 prospects, 80 days, every kind of answer')
    .addHelpText(
      'after',
      '\nNothing leaves this machine. Afterwards `cadence up` runs on the same data.\n\nExample:\n  $ CADENCE_HOME=/tmp/demo cadence demo',
    )
    .action(() => demo(open));
}

async function demo(open: OpenDeps): Promise<void> {
  const beganAt = performance.now();
  const endsAt = systemClock.now();
  const startedAt = new Date(endsAt.getTime() - storyDays * dayMs);
  const clock = createSteppedClock(startedAt, speed);
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  print('Opening PostgreSQL, cadences and templates');
  const deps = await open(localConfig(), {
    clock,
    publicUrl: 'http://cadence.example',
    secretOf: (name) => (name === 'CRM_WEBHOOK_SECRET' ? secret : undefined),
  });
  try {
    await makeRoom(deps);
    const story: Story = { deps, clock, secret, startedAt, endsAt };
    await begin(story);
    const { api, played, close } = await live(story);
    try {
      const found = await gatherEvidence(deps.app, api, deps.outboxDir, played);
      await tell(deps, found, Math.round((performance.now() - beganAt) / 100) / 10);
    } finally {
      await close();
    }
  } finally {
    await deps.close();
  }
  process.exit();
}

/** Whatever the environment says: an embedded database, the queue in it, mails into the outbox. */
function localConfig() {
  const { CADENCE_HOME, CADENCES_DIR, TEMPLATES_DIR } = process.env;
  return readConfig({
    CADENCE_HOME,
    CADENCES_DIR,
    TEMPLATES_DIR,
    LOG_LEVEL: process.env.LOG_LEVEL || 'error',
  });
}

/** An earlier demo makes room for this one; real enrolments and imports never do. */
async function makeRoom({ app, config, outboxDir }: OpenedDeps): Promise<void> {
  const marked = await readSetting(app.db, marker);
  const { enrolments, imports } = await countRealData(app.db, importsOf(marked));
  if (enrolments + imports > 0) {
    throw new Refused(
      'real_data',
      `${config.CADENCE_HOME} holds ${enrolments} enrolments and ${imports} imports that no demo has made. Run it elsewhere: CADENCE_HOME=/tmp/demo cadence demo`,
    );
  }
  if (marked !== null) await forgetDemo(app.db);
  await rm(outboxDir, { recursive: true, force: true });
}

interface Story {
  readonly deps: OpenedDeps;
  readonly clock: SteppedClock;
  readonly secret: string;
  readonly startedAt: Date;
  readonly endsAt: Date;
}

async function begin({ deps }: Story): Promise<void> {
  const { app } = deps;
  const published = await publishLibrary(app, await deps.readLibrary());
  print(`Published ${published.map(({ cadence, number }) => `${cadence} v${number}`).join(', ')}`);
  await writeSetting(app.db, marker, []);
  print(`${await enrolList(deps, prospectsFile)}\n`);
}

/** @returns what to say of it */
async function enrolList({ app }: OpenedDeps, file: URL): Promise<string> {
  const cadence = 'new-business';
  const importId = await beginImport(app, cadence, 'demo');
  await writeSetting(app.db, marker, [...importsOf(await readSetting(app.db, marker)), importId]);
  const result = await runImport(
    app,
    {
      ...{ cadence, by: 'demo', lines: readCsv(createReadStream(file)) },
      onRefusal: ({ line, code, message }) => print(`  line ${line} ${code}: ${message}`),
    },
    importId,
  );
  return `Enrolled ${result.accepted} of ${result.rowsRead} prospects from a CSV file`;
}

/** The imports of a demo, as they were marked. */
function importsOf(marked: unknown): string[] {
  return [marked].flat().filter((id) => typeof id === 'string');
}

/** Runs the clock to its end while the CRM and the rep do their parts. */
async function live(story: Story) {
  const { deps, clock, secret, startedAt, endsAt } = story;
  const { app, outboxDir } = deps;
  const server = await deps.openApi(0);
  const key = await createApiKey(app, 'demo', 'admin');
  const api = apiClient(server.url, key.key);
  const { runWorker } = await import('../app/run-worker.ts');
  const worker = await runWorker(app, await deps.openSender(), {
    backend: deps.backend,
    dispatchIntervalMs,
  });
  const played: Played[] = [];
  const acts = actsOf(
    story,
    async (scene) => {
      const options = { baseUrl: server.url, secret, outboxDir, clock, startedAt };
      const result = await playScene(scene, options);
      played.push(result);
      return `${scene.email} ${scene.told} → ${result.outcome}${result.again === null ? '' : `, then ${result.again}`}`;
    },
    api,
  );
  let next = 0;
  const stepper = startStepper(app, {
    clock,
    tick: () => worker.tick(),
    alsoDueAt: () => acts[next]?.at ?? null,
    until: () => endsAt,
  });
  for (; next < acts.length; next += 1) {
    const act = acts[next];
    if (act === undefined) break;
    await until(() => clock.now() >= act.at);
    const line = await act.play();
    if (line !== null) print(`${await progress(deps)}  ${line}`);
  }
  await until(async () => clock.now() >= endsAt && (await app.queue.outstanding()) === 0);
  await stepper.stop();
  await worker.stop(10_000);
  const close = async () => {
    await revokeApiKey(app.db, key.id, systemClock.now());
    await server.close();
  };
  return { api, played, close };
}

interface Act {
  readonly at: Date;
  /** A line for the screen, or null. */
  play(): Promise<string | null>;
}

function actsOf(
  { deps, startedAt }: Story,
  play: (scene: (typeof script)[number]) => Promise<string>,
  api: ApiClient,
): Act[] {
  const at = (day: number) => new Date(startedAt.getTime() + day * dayMs);
  const scenes = script.map((scene) => ({ at: at(scene.day), play: () => play(scene) }));
  const days = Array.from({ length: storyDays - 1 }, (_, day) => ({
    at: at(day + 0.95),
    play: async () => {
      const { calls, answered } = await workTasks(api, day);
      const words = [
        ...(calls > 0 ? [`${calls} calls made`] : []),
        ...answered.map((email) => `${email} answered, the cadence goes on`),
      ];
      return words.length === 0 ? null : `the rep: ${words.join('; ')}`;
    },
  }));
  const newcomers = {
    at: at(newcomersDay),
    play: async () => `${await enrolList(deps, newcomersFile)}, as the first did`,
  };
  return [...scenes, newcomers, ...days].sort((a, b) => a.at.getTime() - b.at.getTime());
}

async function progress({ app, outboxDir }: OpenedDeps): Promise<string> {
  const mails = await readdir(outboxDir).catch(() => []);
  return `${app.clock.now().toISOString().slice(0, 10)}  ${String(mails.length).padStart(3)} mails`;
}

async function until(come: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await come())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Everybody's timeline, the funnel, where things are, and whether a promise was broken. */
async function tell(deps: OpenedDeps, found: Found, seconds: number): Promise<void> {
  const { app, config, outboxDir } = deps;
  const people = peopleOf(found);
  for (const { name, email, standing, timeline } of people) {
    print(`\n${name} <${email}>\n  ${standing}`);
    for (const { at, what } of timeline) print(`  ${at}  ${what}`);
  }
  const funnel = await reportFunnel(app, {}, seesAll);
  print(`\nFunnel by stage\n${funnelTable(funnel)}\n`);
  const folder = join(config.CADENCE_HOME, 'demo');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'report.html');
  const page = { title: 'Demo', madeAt: app.clock.now(), funnel, people };
  await writeFile(file, reportPage(page));
  const verdicts = checkPromises(found);
  for (const { promise, looked, broken } of verdicts) {
    print(`${broken.length === 0 ? 'kept  ' : 'BROKEN'}  ${promise} (${looked})`);
    for (const what of broken) print(`          ${what}`);
  }
  print(`\n${found.mails.length} mails as sent   ${outboxDir}`);
  print(`report with all mails  ${file}`);
  print(`the same data to walk through: npm start`);
  print(`${storyDays} days in ${seconds} s`);
  if (verdicts.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}
