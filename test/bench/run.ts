/**
 * `npm run bench`: what the worker does, beside a yardstick that is measured in the same run. Machines are noisy: read the
 * ratios. `-- --only NAME` runs one part, `-- --json FILE` writes the figures, `-- --quick` takes smaller amounts.
 */
import { parseArgs } from 'node:util';
import { startRedis } from '../helpers/redis.ts';
import { benchEnrolment } from './enrolment.ts';
import { openBenchServer } from './installation.ts';
import { benchLimits } from './limits.ts';
import { benchLinting } from './linting.ts';
import { benchMails } from './mails.ts';
import { benchPlanning } from './planning.ts';
import { benchReading } from './reading.ts';
import { benchReports } from './reports.ts';
import { printHeading, printResult, type Result, writeResults } from './result.ts';
import { benchScale } from './scale.ts';
import { benchSending } from './sending.ts';
import { benchWebhooks } from './webhooks.ts';
import { benchWire } from './wire.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const scale = values.quick ? 0.1 : 1;
const redis = await startRedis();
const server = await openBenchServer();

const parts: Readonly<Record<string, () => Promise<Result[]>>> = {
  sending: () => benchSending(server, { mails: 10_000 * scale, redisUrl: redis.url }),
  limits: () => benchLimits(server, 6_000 * scale),
  wire: () => benchWire(server, 1_500 * scale),
  enrolment: () => benchEnrolment(server, 100_000 * scale),
  webhooks: () => benchWebhooks(server, 10_000 * scale),
  lint: () => benchLinting(200 * scale, 2_000 * scale),
  planning: () => benchPlanning({ forecast: 5_000 * scale, audit: 2_000 * scale }),
  reading: () => benchReading(),
  reports: () => benchReports(server, 100_000 * scale),
  mails: () => benchMails(server, 400 * scale),
  scale: () => benchScale(server, { few: 10_000, many: 1_000_000 * scale, redisUrl: redis.url }),
};

const results: Result[] = [];
try {
  const chosen = values.only === undefined ? Object.keys(parts) : [values.only];
  printHeading();
  for (const name of chosen) {
    const part = parts[name];
    if (part === undefined)
      throw new Error(`There is no part "${name}": ${Object.keys(parts).join(', ')}.`);
    for (const result of await part()) {
      results.push(result);
      printResult(result);
    }
  }
  if (values.json !== undefined) writeResults(values.json, results, new Date());
} finally {
  await server.close();
  await redis.stop();
}
process.exitCode = results.every((result) => result.reached) ? 0 : 1;
