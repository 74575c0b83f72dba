/** Files that mails attach by address: how often their server is asked. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { createAttachmentFetcher } from '../../../src/app/sending/fetch-attachments.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { type FileServer, serveFiles } from '../../helpers/http-files.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const cadence = (name: string) => `
key: ${name}
title: ${name}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: closing, email: { template: smoke/one, attachments: [{ url: "${files.url}${name}.pdf" }] } }
`;

let files: FileServer;
let system: TestSystem;
beforeAll(async () => {
  files = await serveFiles(({ url }, response) => {
    const status = url === '/gone.pdf' ? 404 : url === '/busy.pdf' ? 503 : 200;
    response.writeHead(status).end('%PDF-1.7');
  });
  system = await openSystem({
    cadences: {
      'workspace.yaml': `attachments: { allow: [${files.url}] }`,
      ...Object.fromEntries(
        ['there', 'busy', 'gone'].map((name) => [`${name}.yaml`, cadence(name)]),
      ),
    },
  });
});
afterAll(async () => {
  await system?.close();
  await files?.close();
});

test.each([
  ['there', 1, 'a file is asked for once'],
  ['busy', 1, 'a server that is busy is left alone for a while'],
  ['gone', 2, 'a file that a person has to put there is looked for again'],
])('%s: asked %i times for two mails, since %s', async (name, times) => {
  const fetch = createAttachmentFetcher(system.app);
  const answers = [];
  for (let nth = 0; nth < 2; nth += 1) {
    const made = await enrolOne(system.app, name, { prospect: somebody() });
    const [touch] = await readTouches(system.app.db, made.enrolmentId);
    answers.push((await fetch(touch?.id ?? '')).get(`${files.url}${name}.pdf`));
  }
  expect(answers[0]).toBeDefined();
  expect(answers[1]).toEqual(answers[0]);
  expect(files.asked.filter((url) => url === `/${name}.pdf`)).toHaveLength(times);
});
