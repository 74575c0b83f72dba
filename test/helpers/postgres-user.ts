/** A process of its own that opens the embedded PostgreSQL of a home, and gives it back when it is told to. */
import { createInterface } from 'node:readline';
import { openEmbeddedPostgres } from '../../src/store/embedded/open.ts';

const [home = ''] = process.argv.slice(2);
try {
  const server = await openEmbeddedPostgres({ home });
  process.stdout.write(`${server.url}\n`);
  for await (const line of createInterface(process.stdin)) if (line === 'release') break;
  await server.release();
  process.exit(0);
} catch (error) {
  process.stderr.write(String(error));
  process.exit(1);
}
