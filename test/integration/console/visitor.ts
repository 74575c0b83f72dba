import { createApiKey } from '../../../src/app/api-keys.ts';
import type { Role } from '../../../src/domain/codes.ts';
import type { TestHttp } from '../http/open-http.ts';

/** One browser, as far as HTTP goes: it keeps cookies, and gives back the tokens of forms. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Shown>;
  /** Sends a form with the token of the last page; `fields` and `headers` win. */
  post(
    path: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  logIn(key: string, next?: string): Promise<Shown>;
}

export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads to; null without. */
  readonly location: string | null;
}

export function openVisitor({ url }: Pick<TestHttp, 'url'>): Visitor {
  const cookies = new Map<string, string>();
  let token = '';
  const send = async (path: string, init: RequestInit): Promise<Shown> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await fetch(`${url}${path}`, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    token = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? token;
    const { status, headers: got } = response;
    return { status, headers: got, text, location: got.get('location') };
  };
  const visitor: Visitor = {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields = {}, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { origin: url, ...headers },
        body: new URLSearchParams({ csrf: token, ...fields }),
      }),
    logIn: async (key, next = '/console') => {
      await visitor.get('/console/login');
      const shown = await visitor.post('/console/login', { key, next });
      // The token of a page is that of its session.
      await visitor.get('/console/search');
      return shown;
    },
  };
  return visitor;
}

/** A browser in which somebody with this role has logged in. */
export async function loggedIn(http: TestHttp, role: Role, name: string = role): Promise<Visitor> {
  const { key } = await createApiKey(http.system.app, name, role);
  const visitor = openVisitor(http);
  await visitor.logIn(key);
  return visitor;
}
