import { z } from 'zod';
import { askForLink, goodForMs, keysByLink, logInByLink } from '../../app/login/links.ts';
import { setCookie } from '../cookies.ts';
import { fieldOf, fieldsOf, pathWithin } from '../forms.ts';
import { isSafe, TooManyLogins } from '../guard.ts';
import { type Answer, page, type Route, redirect, type Visit } from '../page.ts';

const place = '/console/l/:token';

/** Logging in by a link that is mailed. Only pressing the button of its page logs in: mail scanners open every link. */
export const linkRoutes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/console/login/link', access: 'public', handle: ask },
    audit: 'logs nobody in, and does not say whether anybody has this address',
  },
  { method: 'GET', path: '/console/login/asked', access: 'public', handle: showAsked },
  { method: 'GET', path: place, access: 'public', handle: showLink },
  {
    ...{ method: 'POST', path: place, access: 'public', handle: follow },
    audit: 'told in the name of the key that it logs in, with the session',
  },
];

const minutes = goodForMs / 60_000;

/** The same answer for every address, known here or not. */
async function ask({ app, request, language, countAskedLink }: Visit): Promise<Answer> {
  const waitSeconds = await countAskedLink(request);
  if (waitSeconds !== null) throw new TooManyLogins(waitSeconds);
  const given = fieldOf(request, 'email');
  if (await askForLink(app, given, language)) return redirect('/console/login/asked');
  const next = pathWithin(fieldOf(request, 'next'));
  const data = { next, isWrong: false, isNoAddress: true, givenEmail: given };
  return page('login', 'title', data, 400);
}

function showAsked({ mailsKeptIn }: Visit): Answer {
  return page('login-asked', 'askedTitle', { minutes, mailsKeptIn });
}

const params = z.object({ token: z.string().max(200) });

async function showLink(visit: Visit): Promise<Answer> {
  const { token } = fieldsOf(params, visit.request.params);
  const keys = await keysByLink(visit.app, token);
  if (keys.length === 0) return showGone(visit);
  return page('login-link', 'title', { token, keys, isOne: keys.length === 1 });
}

async function follow(visit: Visit): Promise<Answer> {
  const { app, request, reply } = visit;
  const { token } = fieldsOf(params, request.params);
  const key = z.uuid().safeParse(fieldOf(request, 'key'));
  const session = key.success ? await logInByLink(app, token, key.data, request.id) : null;
  if (session === null) return showGone(visit);
  setCookie(reply, 'session', session, isSafe(app, request));
  return redirect('/console');
}

/** Counted as a wrong key is. */
async function showGone({ countFailedLogin, request }: Visit): Promise<Answer> {
  const waitSeconds = await countFailedLogin(request, true);
  if (waitSeconds !== null) throw new TooManyLogins(waitSeconds);
  const form = { next: '/console', isNoAddress: false, givenEmail: '' };
  return page('login-gone', 'goneTitle', { minutes, ...form }, 410);
}
