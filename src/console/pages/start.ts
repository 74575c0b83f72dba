import { mayUse, type Page, page, redirect, type Visit } from '../page.ts';
import { startWords } from '../words/start.ts';

/** `/console`: leads to the first page of the menu that the visitor may use. */
export function startPage(listed: readonly Page[]): Page {
  function start({ caller }: Visit) {
    const first = listed.find(({ menu, routes }) =>
      routes.some(({ path, access }) => path === menu && mayUse(caller, access)),
    );
    if (first?.menu !== undefined) return redirect(first.menu);
    return page('start', 'title', { role: caller?.role ?? '' });
  }
  return {
    key: 'start',
    words: startWords,
    routes: [{ method: 'GET', path: '/console', access: 'anyone', handle: start }],
  };
}
