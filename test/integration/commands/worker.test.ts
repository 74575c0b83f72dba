/** `cadence worker` as a process: what it tells of itself, and what it loads for that. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { environmentOf, startCadence } from '../../helpers/cadence-process.ts';
import { startCollector } from '../../helpers/collector.ts';
import { startSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const collector = await startCollector();
afterAll(() => collector.close());
/** The API, which is a few empty functions, comes with the library of metrics. */
const isOfTraces = (path: string) => /\/(@opentelemetry\/(?!api\/)|bullmq-otel\/)/.test(path);

test.each([
  ['without a collector nothing of the SDK is loaded', {}, false],
  ['with one it is told of the mail', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, true],
])('%s', async (_what, variables, traces) => {
  const smtp = await startSmtpServer();
  const system = await openSystem({ smtpUrl: smtp.url });
  const dir = await mkdtemp(join(tmpdir(), 'cadence-loaded-'));
  const loadedTo = join(dir, 'loaded.txt');
  const worker = await startCadence(['worker'], {
    ...environmentOf(system.deps.config),
    ...variables,
    METRICS_PORT: '0',
    LOADED_TO: loadedTo,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, '../../helpers/tell-loaded.cjs')}`,
  });
  try {
    const [, url = ''] = await waitFor('its address', () =>
      /^metrics are at (\S+)\/metrics$/m.exec(worker.output()),
    );
    const { email } = somebody();
    await enrolOne(system.app, 'smoke', { prospect: { email } });
    await waitFor('the mail', () => smtp.accepted.some(({ to }) => to === email));
    await waitFor('its count', async () =>
      /^cadence_hand_overs_total\{outcome="sent",mailbox="default"\} [1-9]/m.test(
        await (await fetch(`${url}/metrics`)).text(),
      ),
    );
    worker.signal('SIGTERM');
    expect(await worker.ended()).toMatchObject({ code: 0 });
    const loaded = (await readFile(loadedTo, 'utf8')).split('\n');
    expect(loaded.length).toBeGreaterThan(50);
    expect(loaded.some(isOfTraces)).toBe(traces);
    // What was left is sent before it ends.
    const told = collector.spans.map(({ name }) => name);
    expect(told.includes('hand over')).toBe(traces);
    expect(told.includes('record outcomes')).toBe(traces);
  } finally {
    await worker.kill();
    await system.close();
    await smtp.close();
    await rm(dir, { recursive: true });
  }
});
