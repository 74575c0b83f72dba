import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, filesOf, formOn } from './cadences.ts';
import { deskOn } from './desk.ts';
import { loggedIn, type Visitor } from './visitor.ts';

let http: TestHttp;
let ops: Visitor;
let rep: Visitor;
let on: ReturnType<typeof deskOn>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  on = deskOn(http);
  await http.system.work();
  ops = await loggedIn(http, 'ops', 'Olga of marketing');
  rep = await loggedIn(http, 'rep', 'Kari');
});
afterAll(() => http?.close());

/** The row of a cadence in the list, without its markup. */
async function rowOf(key: string): Promise<string> {
  const { text } = await ops.get('/console/cadences');
  const row = text.split('<tr>').find((part) => part.includes(`href="/console/cadences/${key}"`));
  return (row ?? '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

const statusOf = async (key: string) => {
  const { body } = await http.call('GET', '/v1/cadences', { as: 'rep' });
  return body.items.find((one: { key: string }) => one.key === key);
};

test('the list tells how each cadence does, and a title is a text whatever it holds', async () => {
  const [replier, optedOut, caller] = [
    await on.enrolled('smoke'),
    await on.enrolled('smoke'),
    await on.enrolled('calls'),
  ];
  await on.taskOf(caller.id, 'call');
  await http.webhook(
    eventOf('reply.received', { prospect: { email: replier.email }, text: 'Yes' }),
  );
  await http.webhook(eventOf('prospect.opted_out', { prospect: { email: optedOut.email } }));
  // Active, waiting (one paused by the reply), finished (one opted out), replies, opt-outs.
  const row = await waitFor('the figures', async () => {
    const told = await rowOf('smoke');
    return told.includes('1 paused') && told.includes('1 ended before') ? told : undefined;
  });
  expect(row).toMatch(
    /Sending Active 0 Waiting 1 1 paused, 0 to start Finished 1 0 to the end, 1 ended before Replies 1 Opt-outs 1/,
  );
  expect(await rowOf('calls')).toMatch(/Active 1 Waiting 0 Finished 0 Replies 0 Opt-outs 0/);
  const { text } = await ops.get('/console/cadences');
  expect(text).not.toContain('<img');
  expect(text).toContain('Road &lt;img src&#x3D;x');
});

test('a cadence is paused with a reason that everybody reads, and resumed by whoever has read it', async () => {
  const path = '/console/cadences/calls';
  await ops.get(path);
  const refused = await ops.post(`${path}/pause`, { reason: '  ' });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('Say why');
  const long = await ops.post(`${path}/pause`, { reason: `<${'x'.repeat(500)}` });
  expect(long.status).toBe(400);
  expect(long.text).toContain(`value="&lt;${'x'.repeat(500)}"`);
  expect(await statusOf('calls')).toMatchObject({ status: 'active' });

  const reason = 'The price in it is <wrong>';
  expect((await ops.post(`${path}/pause`, { reason })).location).toBe(`${path}?done=pause`);
  expect(await statusOf('calls')).toMatchObject({ status: 'paused', cause: 'person', reason });
  expect(await rowOf('calls')).toContain(
    'Paused The price in it is &lt;wrong&gt; by Olga of marketing',
  );
  // Sent twice: it stays paused, since then.
  const { since } = await statusOf('calls');
  await ops.post(`${path}/pause`, { reason });
  expect(await statusOf('calls')).toMatchObject({ status: 'paused', since });

  const seen = formOn((await ops.get(path)).text, `${path}/resume`);
  await ops.post(`${path}/resume`, seen);
  await http.call('POST', '/v1/cadences/calls/pause', { as: 'ops', body: { reason: 'Spam' } });
  const stale = await ops.post(`${path}/resume`, seen);
  expect(stale.location).toBe(`${path}?stale=yes`);
  expect((await ops.get(`${path}?stale=yes`)).text).toContain('Meanwhile it was paused anew');
  expect(await statusOf('calls')).toMatchObject({ status: 'paused', reason: 'Spam' });
  const anew = formOn((await ops.get(path)).text, `${path}/resume`);
  expect((await ops.post(`${path}/resume`, anew)).location).toBe(`${path}?done=resume`);
  expect((await ops.post(`${path}/resume`, anew)).location).toBe(`${path}?done=resume`);
  expect(await statusOf('calls')).toMatchObject({ status: 'active' });
});

test('a rep sees the drawing and no button that changes anything', async () => {
  const { text, status } = await rep.get('/console/cadences/calls');
  expect(status).toBe(200);
  expect(text).not.toContain('/pause"');
  expect(text).not.toContain('/publish"');
  expect((await rep.get('/console/cadences/nothing')).status).toBe(404);
  expect((await rep.get(`/console/cadences/${encodeURIComponent('<b>')}`)).status).toBe(400);
});

test('the drawing has lanes, waiting times, branches, side roads, and the numbers of each step', async () => {
  const { id, email } = await on.enrolled('road');
  await waitFor('the first mail', async () => {
    const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
    const { text } = await rep.get(`/console/enrolments/${id}`);
    return body.stage === 'presentation' && text.includes('Sent') ? true : undefined;
  });
  await http.webhook(eventOf('reply.objection', { prospect: { email }, category: 'price' }));
  await waitFor('the side road', async () => {
    const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
    return body.track === 'price' ? true : undefined;
  });
  const { text } = await rep.get('/console/cadences/road');
  const lanes = [...text.matchAll(/<h3><span>([\w-]+)<\/span>/g)].map(([, stage]) => stage);
  expect(lanes).toHaveLength(7);
  const card = (step: string) => {
    const whole = text.split(`id="step-${step}"`)[1]?.split('</article>')[0] ?? '';
    return whole.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  };
  expect(card('hello')).toMatch(/at once .*Waiting here 0 Sent 1 Replied 1 100 %/);
  expect(card('branch')).toMatch(
    /3 business days .*Only if prospect.attributes.seats &gt;&#x3D; 50/,
  );
  expect(card('branch')).toContain('variants: 2');
  expect(card('ring')).toMatch(/2 hours .*Call ring Ring Kari/);
  expect(card('price-answer')).toMatch(/1 business day .*Waiting here 1 Sent 0/);
  expect(text).toMatch(/Objection: <b>Price<\/b>/);
  expect(text).toContain('then back to where they were');
  const nb = await rep.get('/console/cadences/road', { 'accept-language': 'nb' });
  expect(nb.text).toContain('3 virkedager');
  expect(nb.text).toContain('Innvending: <b>Pris</b>');
});

test('files that are not published are listed, also those with mistakes', async () => {
  const files = filesOf(http);
  await files.write('new.yaml', cadences['road.yaml'].replace('key: road', 'key: brand-new'));
  await files.write('broken.yaml', 'key: broken\ntitle: [\n');
  const { text } = await ops.get('/console/cadences');
  const drafts = text.split('class="drafts"')[1] ?? '';
  expect(drafts).toContain('href="/console/cadences/brand-new/file"');
  expect(drafts).toMatch(/broken.yaml<\/code> <span class="fault">Errors in the file: \d/);
  const broken = await ops.get('/console/cadences/broken/file');
  expect(broken.status).toBe(200);
  expect(broken.text).toContain('Not published');
  const plan = await ops.get('/console/cadences/brand-new/publish');
  expect(plan.text).toContain('Errors in the files stand in the way of publishing');
});
