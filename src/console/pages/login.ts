import { z } from 'zod';
import { openSession } from '../../app/sessions.ts';
import { clearCookie, setCookie } from '../cookies.ts';
import { fieldOf, fieldsOf, pathWithin } from '../forms.ts';
import { isSafe, TooManyLogins } from '../guard.ts';
import { type Answer, type Page, page, redirect, type Visit } from '../page.ts';
import { loginWords } from '../words/login.ts';
import { languages } from '../words.ts';
import { linkRoutes } from './login-link.ts';

/** Logging in and out, and how the console looks to one browser. */
export const loginPage: Page = {
  key: 'login',
  words: loginWords,
  routes: [
    { method: 'GET', path: '/console/login', access: 'public', handle: showLogin },
    {
      ...{ method: 'POST', path: '/console/login', access: 'public', handle: logIn },
      audit: 'changes nothing but when the key was last used',
    },
    ...linkRoutes,
    {
      ...{ method: 'POST', path: '/console/logout', access: 'public', handle: logOut },
      audit: 'ends the session of one browser',
    },
    {
      ...{ method: 'POST', path: '/console/choices', access: 'public', handle: choose },
      audit: 'language and theme of one browser, kept there',
    },
  ],
};

const loginQuery = z.object({ next: z.string().max(2_000).default('/console') });

const emptyForm = { isWrong: false, isNoAddress: false, givenEmail: '' };

function showLogin({ caller, request }: Visit): Answer {
  const { next } = fieldsOf(loginQuery, request.query);
  if (caller !== null) return redirect(pathWithin(next));
  return page('login', 'title', { ...emptyForm, next: pathWithin(next) });
}

async function logIn({ app, adminKey, countFailedLogin, request, reply }: Visit): Promise<Answer> {
  const key = fieldOf(request, 'key').trim();
  const next = pathWithin(fieldOf(request, 'next'));
  const token = key === '' ? null : await openSession(app, key, adminKey);
  if (token === null) {
    const waitSeconds = await countFailedLogin(request, true);
    if (waitSeconds !== null) throw new TooManyLogins(waitSeconds);
    return page('login', 'title', { ...emptyForm, next, isWrong: true }, 401);
  }
  setCookie(reply, 'session', token, isSafe(app, request));
  return redirect(next);
}

function logOut({ reply }: Visit): Answer {
  clearCookie(reply, 'session');
  return redirect('/console/login');
}

const choices = z.object({
  language: z.enum(languages).optional(),
  theme: z.enum(['auto', 'light', 'dark']).optional(),
});

function choose({ app, request, reply }: Visit): Answer {
  const { language, theme } = fieldsOf(choices, request.body);
  if (language !== undefined) setCookie(reply, 'language', language, isSafe(app, request));
  if (theme !== undefined) setCookie(reply, 'theme', theme, isSafe(app, request));
  return redirect(pathWithin(fieldOf(request, 'back')));
}
