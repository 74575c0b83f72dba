import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');

const levels: Readonly<Record<string, number>> = {
  errors: 0,
  log: 0,
  metrics: 0,
  tracing: 0,
  clock: 0,
  ids: 0,
  url: 0,
  'in-time': 0,
  config: 0,
  domain: 1,
  email: 2,
  inbound: 2,
  store: 2,
  queue: 2,
  app: 3,
  http: 4,
  console: 4,
  commands: 4,
  deps: 5,
  cli: 5,
};

/** Rooms that see no clock, no randomness, no environment, no file and no socket. */
const pure = ['domain/', 'inbound/'];
const impure =
  /\b(Date\.now\(\)|new Date\(\)|Math\.random\(|process\.env|randomUUID\(|randomBytes\()/;
const ioModules = /^node:(fs|net|http|https|dns|child_process|os|process)/;

/** Only these rooms know these libraries. */
const owners: Readonly<Record<string, string | readonly string[]>> = {
  pg: 'store/',
  bullmq: 'queue/',
  ioredis: 'queue/',
  fastify: ['http/', 'console/'],
  nodemailer: 'email/',
  mjml: 'email/',
  'prom-client': 'metrics',
  '@opentelemetry': 'tracing/',
  'bullmq-otel': 'queue/',
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }));

const roomOf = (name: string) => name.split('/')[0]?.replace(/\.ts$/, '') ?? '';

function importsOf(text: string): { readonly from: string; readonly line: number }[] {
  return text.split('\n').flatMap((content, index) => {
    const found = /(?:\bfrom|\bimport\()\s*'([^']+)'/.exec(content);
    return found?.[1] === undefined ? [] : [{ from: found[1], line: index + 1 }];
  });
}

test('the walk sees the files', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(({ name }) => (levels[roomOf(name)] === undefined ? [name] : []))).toEqual(
    [],
  );
});

test('a file imports its own room and lower levels only', () => {
  const broken = files.flatMap(({ name, text }) =>
    importsOf(text).flatMap(({ from, line }) => {
      if (!from.startsWith('.')) return [];
      const target = roomOf(relative(src, resolve(src, dirname(name), from)));
      const own = roomOf(name);
      const [level = 9, targetLevel = 9] = [levels[own], levels[target]];
      if (target === own || targetLevel < level || (level === 0 && targetLevel === 0)) return [];
      if (level === 5 && targetLevel === 5) return [];
      return [`src/${name}:${line} ${own} may not import ${target}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('libraries stay in their rooms', () => {
  const broken = files.flatMap(({ name, text }) =>
    importsOf(text).flatMap(({ from, line }) => {
      const owner = owners[from.split('/')[0] ?? ''];
      const isOwn = [owner].flat().some((room) => room === undefined || name.startsWith(room));
      return isOwn ? [] : [`src/${name}:${line} ${from}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('pure rooms are pure, and nobody but the clock asks what time it is', () => {
  const broken = files.flatMap(({ name, text }) => {
    const isPure = pure.some((room) => name.startsWith(room));
    return text.split('\n').flatMap((content, index) => {
      const code = content.replace(/\/\/.*|^\s*\*.*|\/\*\*.*/, '');
      const asksTime = /\b(Date\.now\(\)|new Date\(\))/.test(code) && name !== 'clock.ts';
      const from = /\bfrom '([^']+)'/.exec(code)?.[1] ?? '';
      const reaches = isPure && (impure.test(code) || ioModules.test(from));
      return asksTime || reaches ? [`src/${name}:${index + 1} ${content.trim()}`] : [];
    });
  });
  expect(broken).toEqual([]);
});

test('no file is over 300 lines, and none is called by a word that says nothing', () => {
  const long = files.filter(({ text }) => text.split('\n').length > 301).map(({ name }) => name);
  const vague = files.filter(({ name }) =>
    /(^|\/)(utils?|helpers?|managers?|services?|common)\b/.test(name),
  );
  expect(long).toEqual([]);
  expect(vague.map(({ name }) => name)).toEqual([]);
});

test('nobody asks URL.canParse, which goes wrong in Node.js 20', () => {
  const broken = files.filter(({ name, text }) => name !== 'url.ts' && text.includes('canParse('));
  expect(broken.map(({ name }) => name)).toEqual([]);
});

test('no escape hatches: any, non-null assertions, suppressions, enums, reminders', () => {
  const broken = files.flatMap(({ name, text }) =>
    text.split('\n').flatMap((content, index) => {
      const code = content.replace(/^\s*\*.*|\/\*\*.*/, '');
      const found = /\bas any\b|: any\b|@ts-|\benum \w+ \{|TODO|FIXME/.test(code);
      return found ? [`src/${name}:${index + 1} ${content.trim()}`] : [];
    }),
  );
  expect(broken).toEqual([]);
});
