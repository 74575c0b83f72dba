/** A manager with a team sees the figures of a house in which there is nobody but the team, and of whom nobody owns. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { routesOf } from '../../helpers/routes.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences } from './desk.ts';
import { liveThrough, varied } from './lived.ts';
import { cellsOf, expectPeopleBehind } from './report-cells.ts';
import { loggedIn, openVisitor, type Visitor } from './visitor.ts';

const team = ['kari@firm.no', 'ola@firm.no'] as const;
const others = ['per@firm.no', 'siv@firm.no'] as const;
/** Mailboxes are the house's, and so is what is told of them. */
const ofTheHouse = ['deliverability', 'capacity'];

type Look = Awaited<ReturnType<typeof lookAt>>;

let http: TestHttp;
let eva: Visitor;
let teamAlone: Look;
let house: Look;
let toEva: Look;
beforeAll(async () => {
  http = await openHttp({ cadences: { ...cadences, 'varied.yaml': varied } });
  await http.system.work();
  const ada = await loggedIn(http, 'admin');
  const { key } = await createApiKey(http.system.app, 'Eva', 'manager', { team });
  eva = openVisitor(http);
  await eva.logIn(key);
  const admin = (path: string) => http.call('GET', path, { as: 'admin' });
  await liveThrough(http, team);
  teamAlone = await lookAt(admin, ada);
  const strangers = await liveThrough(http, others);
  // Nobody's are seen by all: with the others in the house there are none of theirs.
  await http.system.app.db.query('update enrolments set owner = $2 where id = $1', [
    strangers.at(-1)?.id,
    others[0],
  ]);
  house = await lookAt(admin, ada);
  toEva = await lookAt((path) => http.call('GET', path, { key }), eva);
});
afterAll(() => http?.close());

const nameOf = (path: string) => /reports\/?(\w+)?/.exec(path)?.[1] ?? 'funnel';

/** What is answered to somebody by every report of the API, every page and every file. */
async function lookAt(call: (path: string) => Promise<{ text: string }>, visitor: Visitor) {
  const paths = routesOf(http.server).flatMap(({ method, path }) =>
    method === 'GET' && /^\/(v1|console)\/reports/.test(path) ? [path] : [],
  );
  const answers = new Map<string, unknown>();
  for (const path of paths) {
    if (path.startsWith('/v1')) {
      answers.set(path, JSON.parse((await call(path)).text));
      answers.set(`${path} as CSV`, (await call(`${path}?format=csv`)).text);
      continue;
    }
    if (path === '/console/reports/enrolments') continue;
    const query = '?cadence=varied&step=hello';
    const { text, status } = await visitor.get(`${path}${query}`);
    expect(status, path).toBe(200);
    answers.set(path, path.endsWith('.csv') ? text : shownIn(text));
  }
  return answers;
}

/** Figures of a page, those of drawings among them. */
function shownIn(html: string) {
  const cells = cellsOf(html).map(({ column, text }) => [column, text]);
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';
  const drawn = [
    ...main.matchAll(/<text[^>]*>([^<]*)<|<b>([^<]*)<\/b>|<title>([^<]*)<|class="soft">([^<]*)</g),
  ].map(([, ...found]) => found.find((one) => one !== undefined));
  return { cells, drawn };
}

const paths = () => [...teamAlone.keys()];

test('every report is looked at, as it is answered and as a page', () => {
  expect(paths().length).toBeGreaterThan(30);
  // With more people in the house each tells something else.
  for (const path of paths()) expect(house.get(path), path).not.toEqual(teamAlone.get(path));
});

test("of all but mailboxes she sees the team's figures, and of those the house's", () => {
  for (const path of paths()) {
    const isWhole = ofTheHouse.includes(nameOf(path));
    expect(toEva.get(path), path).toEqual((isWhole ? house : teamAlone).get(path));
  }
});

test.each([
  ['funnel', ''],
  ['persistence', '/persistence'],
  ['map', '/map?cadence=varied'],
  ['objections', '/objections'],
  ['variants', '/variants'],
  ['activity', '/activity'],
])('behind her figures of %s stand as many people', async (name, path) => {
  const { text } = await eva.get(`/console/reports${path}`);
  await expectPeopleBehind(eva, name, text);
});

test.each([
  ['/variants', /Only your team’s enrolments .* are counted; ops see all of them\./],
  ['/variants/mails?cadence=varied&step=hello', /Only your team’s enrolments/],
  ['/deliverability', /These figures are of all mails of the house/],
  ['/capacity', /These figures are of all mails of the house/],
])('%s says whose figures it shows', async (path, said) => {
  expect((await eva.get(`/console/reports${path}`)).text).toMatch(said);
  const all = await loggedIn(http, 'manager');
  expect((await all.get(`/console/reports${path}`)).text).not.toMatch(said);
});
