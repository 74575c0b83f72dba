import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestHttp } from '../http/open-http.ts';
import { cadences as desk } from './desk.ts';

/** Cadences with a branch, a side road, variants, and a title that would do harm on a page. */
export const cadences = {
  ...desk,
  'road.yaml': `
key: road
title: 'Road <img src=x onerror="alert(1)"> & more'
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: hello, stage: prospecting, email: { template: smoke/one } }
  - id: branch
    stage: presentation
    after: 3 business days
    when: 'prospect.attributes.seats >= 50'
    email:
      variants:
        - { id: a, weight: 50, template: smoke/two }
        - { id: b, weight: 50, template: smoke/strict }
  - { id: ring, stage: closing, after: 2 hours, task: { kind: call, title: "Ring {{prospect.firstName}}" } }
on:
  objection: { price: { track: price } }
tracks:
  price:
    stage: objection-handling
    steps:
      - { id: price-answer, after: 1 business day, email: { template: smoke/two, thread: reply } }
    then: resume
`,
};

/** The files of cadences of a test, to be written anew. */
export function filesOf({ system }: Pick<TestHttp, 'system'>) {
  const { CADENCES_DIR } = system.deps.config;
  return {
    write: (name: string, text: string) => writeFile(join(CADENCES_DIR, name), text),
    async edit(name: string, from: string, to: string): Promise<void> {
      const path = join(CADENCES_DIR, name);
      const text = await readFile(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${name} does not say "${from}"`);
      await writeFile(path, text.replace(from, to));
    },
  };
}

/** The fields of the form that stands on a page and leads to a path. */
export function formOn(text: string, path: string): Record<string, string> {
  const form = text.split('<form').find((part) => part.includes(`action="${path}"`)) ?? '';
  const inputs = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, value]));
}
