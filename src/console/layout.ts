import type { FastifyReply } from 'fastify';
import type { App } from '../app/context.ts';
import type { Assets } from './assets.ts';
import { cookieOf } from './cookies.ts';
import { pathWithin } from './forms.ts';
import { tokenFor } from './guard.ts';
import { type Answer, mayUse, type Page, type Visit } from './page.ts';
import type { Render } from './render.ts';
import type { Reader } from './shown/sentence.ts';
import { sharedWords } from './words/shared.ts';
import { languages, sayer } from './words.ts';

interface Parts {
  readonly assets: Assets;
  readonly pages: readonly Page[];
  readonly render: Render;
}

export type Show = (visit: Visit, page: Page, answer: Answer) => FastifyReply;

const themes = ['auto', 'light', 'dark'] as const;

/** Turns what a page answers into the answer of the server. */
export function createShow(app: App, { assets, pages, render }: Parts): Show {
  return (visit, page, answer) => {
    const { reply } = visit;
    if (answer.is === 'redirect') return reply.redirect(answer.to, 303);
    if (answer.is === 'file') return reply.headers(answer.headers).send(answer.body);
    const say = sayer(visit.language, page.words, sharedWords);
    const setting = { say, ...readerOf(visit) };
    const csrf = tokenFor(app, visit.request);
    const here = pathWithin(visit.request.url);
    const body = render(answer.view, { csrf, here, ...answer.data }, setting);
    reply.type('text/html; charset=utf-8').header('vary', 'hx-request');
    if (answer.is === 'part') return reply.send(body);
    const title = has(page, answer.title) ? setting.say(answer.title) : answer.title;
    const { script, htmx } = assets;
    const loads = { style: assets.styleOf(page).url, script: script.url, htmx: htmx.url };
    const data = { csrf, here, title, body, ...aroundOf(app, visit, page, pages), loads };
    return reply
      .code(answer.status ?? 200)
      .send(`<!doctype html>\n${render('layout', data, setting)}`);
  };
}

/** Who reads what a visit answers with. */
export function readerOf({ app, language }: Pick<Visit, 'app' | 'language'>): Reader {
  return { language, zone: zoneOf(app), now: app.clock.now() };
}

/** On whose wall clock times are told: that of the first mailbox. */
export function zoneOf({ workspace }: App): string {
  return workspace.mailboxes[0]?.timezone ?? 'UTC';
}

const has = ({ words }: Page, key: string) =>
  Object.hasOwn(words.en, key) || Object.hasOwn(sharedWords.en, key);

/** What stands around a page: who it is, where else to go, language and theme. */
function aroundOf(app: App, visit: Visit, page: Page, pages: readonly Page[]) {
  const { caller, viewer, language, request } = visit;
  const theme = themes.find((one) => one === cookieOf(request, 'theme')) ?? 'auto';
  const menu = pages.flatMap(({ key, words, menu: path, routes }) => {
    const route = routes.find((one) => one.method === 'GET' && one.path === path);
    if (path === undefined || route === undefined || !mayUse(caller, route.access)) return [];
    return [{ path, text: words[language].menu ?? key, isHere: key === page.key }];
  });
  const canSearch = pages.some(({ routes }) =>
    routes.some(({ path, access }) => path === '/console/search' && mayUse(caller, access)),
  );
  return {
    caller: caller === null ? null : { name: caller.name, role: caller.role },
    // Whose work the figures and lists are about, where it is not everybody's.
    sees: caller === null ? null : (viewer.owners?.join(', ') ?? null),
    menu,
    language,
    theme,
    themes: themes.map((one) => ({ key: one, isChosen: one === theme, word: `theme.${one}` })),
    languages: languages.map((one) => ({
      key: one,
      isChosen: one === language,
      word: `in.${one}`,
    })),
    canSearch: caller !== null && canSearch,
    query: queryOf(request.query),
    zone: zoneOf(app),
  };
}

function queryOf(query: unknown): string {
  const q: unknown = typeof query === 'object' && query !== null && 'q' in query ? query.q : '';
  return typeof q === 'string' ? q : '';
}
