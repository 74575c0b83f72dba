import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchFile } from '../../../src/app/sending/fetch-file.ts';
import { isAllowedUrl, readFileUrl } from '../../../src/domain/language/allowed-urls.ts';
import { type FileServer, serveFiles } from '../../helpers/http-files.ts';

const send = (response: ServerResponse, status: number, body: string | Buffer = '') =>
  response.writeHead(status).end(body);
const redirect = (response: ServerResponse, to: string) =>
  response.writeHead(302, { location: to }).end();

const answers: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/ok/a.pdf': (response) => send(response, 200, 'the offer'),
  '/ok/moved.pdf': (response) => redirect(response, 'a.pdf'),
  '/ok/out.pdf': (response) => redirect(response, '/secret/a.pdf'),
  '/ok/elsewhere.pdf': (response) => redirect(response, 'http://localhost:1/ok/a.pdf'),
  '/ok/climbs.pdf': (response) => redirect(response, '/ok/..%2fsecret/a.pdf'),
  '/ok/round.pdf': (response) => redirect(response, '/ok/round.pdf'),
  '/ok/empty.pdf': (response) => send(response, 200),
  '/ok/none.pdf': (response) => send(response, 404),
  '/ok/away.pdf': (response) => send(response, 503),
  '/ok/silent.pdf': () => undefined,
  '/ok/halts.pdf': (response) => response.writeHead(200).write('a part'),
  '/ok/cut.pdf': (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('a part');
    setImmediate(() => response.destroy());
  },
  '/ok/bomb.pdf': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000))),
  '/ok/endless.pdf': (response) => {
    const more = () => {
      while (response.write(Buffer.alloc(16_384))) if (response.destroyed) return;
      response.once('drain', more);
    };
    response.writeHead(200);
    more();
  },
  '/secret/a.pdf': (response) => send(response, 200, 'hunter2'),
};

let server: FileServer;
beforeAll(async () => {
  const listener: RequestListener = ({ url = '' }, response) => {
    (answers[url] ?? ((other: ServerResponse) => send(other, 404)))(response);
  };
  server = await serveFiles(listener);
});
afterAll(() => server.close());

const get = (path: string, withinMs = 10_000) => {
  const allow = [`${server.url}ok/`];
  return fetchFile(`${server.url}${path}`, { allow, withinMs, mostBytes: 1_000_000 });
};

test.each(['ok/a.pdf', 'ok/moved.pdf'])('%s is got', async (path) => {
  expect(await get(path)).toEqual({ content: Buffer.from('the offer') });
});

test.each([
  ['secret/a.pdf', 'is not allowed'],
  ['ok/out.pdf', 'redirects to'],
  ['ok/elsewhere.pdf', 'redirects to'],
  ['ok/climbs.pdf', 'redirects to'],
  ['ok/round.pdf', 'redirects more than 3 times'],
  ['ok/empty.pdf', 'is empty'],
  ['ok/none.pdf', 'answers 404'],
  ['ok/bomb.pdf', 'has more than 1000000 bytes'],
  ['ok/endless.pdf', 'has more than 1000000 bytes'],
])('%s is refused: %s', async (path, told) => {
  expect(await get(path)).toEqual({ problem: expect.stringContaining(told), forNow: false });
  expect(server.asked).not.toContain('/secret/a.pdf');
});

test.each([
  ['ok/away.pdf', 10_000, 'answers 503'],
  ['ok/cut.pdf', 10_000, ':'],
  ['ok/silent.pdf', 200, 'no answer within 0.2 s'],
  ['ok/halts.pdf', 200, 'no answer within 0.2 s'],
])('%s may come with another try', async (path, withinMs, told) => {
  expect(await get(path, withinMs)).toEqual({
    problem: expect.stringContaining(told),
    forNow: true,
  });
});

test('a server that is not there may come back', async () => {
  const gone = await serveFiles(() => undefined);
  await gone.close();
  const { url } = gone;
  expect(await fetchFile(`${url}a.pdf`, { allow: [url], withinMs: 10_000 })).toEqual({
    problem: expect.stringMatching(/ECONNREFUSED/),
    forNow: true,
  });
});

test.each([
  ['https://files.fjord.example/a.pdf', true],
  ['https://files.fjord.example/b/../a.pdf', true],
  ['https://files.fjord.example.evil.example/a.pdf', false],
  ['https://FILES.fjord.example/a.pdf', true],
  ['https://files.fjord.example:444/a.pdf', false],
  ['https://other.example/https://files.fjord.example/a.pdf', false],
  ['https://files.fjord.example/..%2fb/a.pdf', false],
])('%s is allowed below https://files.fjord.example/: %s', (url, allowed) => {
  expect(isAllowedUrl(readFileUrl(url), ['https://files.fjord.example/'])).toBe(allowed);
});

test.each([
  'http://files.fjord.example/a.pdf',
  'https://kari:hunter2@files.fjord.example/a.pdf',
  'https://files.fjord.example/a.exe',
  'https://files.fjord.example/',
  'file:///etc/passwd.txt',
  'a.pdf',
])('%s is no address of a file', (url) => {
  expect(() => readFileUrl(url)).toThrow(expect.objectContaining({ code: 'invalid_attachment' }));
});
