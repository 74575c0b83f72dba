import { z } from 'zod';
import {
  lookAtMail,
  type MailWanted,
  openMails,
  requireReader,
} from '../../app/desk/cadence-mails.ts';
import { readPublished } from '../../app/desk/cadence-map.ts';
import { findProspects } from '../../app/desk/find-prospects.ts';
import { subjectsOf } from '../../app/desk/step-subjects.ts';
import { placedMails } from '../../app/library/preview-composer.ts';
import { requireMail } from '../../app/library/preview-file.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { NotAllowed } from '../../errors.ts';
import type { Prospect } from '../../store/prospects.ts';
import { fieldsOf } from '../forms.ts';
import { mailHeaders } from '../headers.ts';
import { readerOf as tellerOf } from '../layout.ts';
import { type Answer, mayUse, page, type Route, redirect, type Visit } from '../page.ts';
import { cadenceHead, cadenceKey, looking } from '../shown/cadence-head.ts';
import { heldFrame, inScheme, schemes, shownMailList } from '../shown/cadence-mail.ts';
import { nameOf, shownPerson } from '../shown/person.ts';
import { toldRefusal } from '../shown/sentence.ts';

/** The mails of a cadence with the eyes of a reader. */
export const mailRoutes: readonly Route[] = [
  { method: 'GET', path: '/console/cadences/:key/mails', access: looking, handle: firstMail },
  { method: 'GET', path: '/console/cadences/:key/mails/:step', access: looking, handle: showMail },
  {
    ...{ method: 'GET', path: '/console/cadences/:key/mails/:step/frame' },
    ...{ access: looking, handle: showFrame },
  },
];

const params = cadenceKey.extend({ step: z.string().max(64) });
const hitsAtMost = 8;

const none = z.literal('').transform(() => null);
const query = z.object({
  from: z.enum(['published', 'files']).default('published'),
  lang: none.or(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)).default(null),
  variant: none.or(z.string().max(64)).default(null),
  prospect: none.or(z.uuid()).default(null),
  q: z.string().trim().max(200).default(''),
  scheme: z.enum(schemes).default('light'),
});

function wantedOf({ request }: Visit): MailWanted & { readonly q: string } {
  const { key, step } = fieldsOf(params, request.params);
  const { from, lang: locale, variant, prospect: prospectId, q } = fieldsOf(query, request.query);
  return { key, step, from, locale, variant, prospectId, q };
}

async function firstMail({ app, request }: Visit): Promise<Answer> {
  const { key } = fieldsOf(cadenceKey, request.params);
  const { version } = await readPublished(app, key);
  const [first] = placedMails(version.definition);
  const path = `/console/cadences/${key}`;
  return redirect(first === undefined ? path : `${path}/mails/${first.step.id}`);
}

/** Who may be looked for: as in the search, people are for reps. */
const findsPeople = ({ caller }: Visit) => mayUse(caller, ['rep']);

/** @throws NotAllowed `forbidden`; NotFound `unknown_prospect` */
async function readerOf(visit: Visit, { prospectId }: MailWanted): Promise<Prospect | null> {
  if (prospectId === null) return null;
  if (findsPeople(visit)) return requireReader(visit.app, prospectId);
  throw new NotAllowed('forbidden', ...saying(sentence('door.real-prospect')));
}

async function showMail(visit: Visit): Promise<Answer> {
  const { app, readLibrary, viewer } = visit;
  const wanted = wantedOf(visit);
  const [published, source] = await Promise.all([
    readPublished(app, wanted.key),
    openMails(app, readLibrary, wanted),
  ]);
  const reader = await readerOf(visit, wanted);
  const { step } = requireMail(source.cadence, wanted.step);
  const languages = source.languages(step);
  const own = reader?.locale ?? source.cadence.locale;
  const locale = wanted.locale ?? languages.find((one) => own?.split('-')[0] === one) ?? null;
  const mail = await lookAtMail(source, { ...wanted, locale }, reader);
  const isSearching = wanted.q !== '' && findsPeople(visit);
  const hits = isSearching ? await findProspects(app, wanted.q, hitsAtMost, viewer) : [];
  const teller = tellerOf(visit);
  const link = linker(wanted);
  const subjects = await subjectsOf(app, published.version);
  const { title } = published.version.definition;
  return page('cadence-mail', `${title}: ${wanted.step}`, {
    ...cadenceHead(visit, published, 'mails'),
    ...{ step: wanted.step, stage: step.stage, q: wanted.q, from: wanted.from },
    mails: shownMailList(source.cadence, subjects).map((one) => ({
      ...one,
      isHere: one.id === wanted.step,
      path: link({ step: one.id, variant: null }),
    })),
    languages: languages.map((one) => ({
      ...{ key: one, isHere: one === locale, path: link({ locale: one }) },
    })),
    variants: (step.email.variants ?? []).map(({ id, template }, index) => ({
      ...{ id, template, path: link({ variant: id }) },
      isHere: id === wanted.variant || (wanted.variant === null && index === 0),
    })),
    sources: (['published', 'files'] as const).map((one) => ({
      ...{ word: `from.${one}`, isHere: one === wanted.from, path: link({ from: one }) },
    })),
    locale: locale ?? '',
    variant: wanted.variant ?? '',
    prospectId: wanted.prospectId ?? '',
    mayFind: findsPeople(visit),
    reader: reader === null ? null : { name: nameOf(reader), email: reader.email },
    samplePath: link({ prospectId: null }),
    isSearching,
    hits: hits.map((hit) => ({ ...shownPerson(hit), path: link({ prospectId: hit.id }) })),
    held: mail.is === 'held' ? { ...mail, told: toldRefusal(mail.why, teller) } : null,
    shown:
      mail.is === 'shown'
        ? {
            ...mail,
            hold: mail.hold && toldRefusal(mail.hold, teller),
            remarks: mail.remarks.map((code) => `remark.${code}`),
          }
        : null,
    frames: schemes.map((scheme) => ({ scheme, path: link({ locale }, scheme) })),
    desktop: link({ locale }, 'light'),
    dark: link({ locale }, 'dark'),
  });
}

/** Paths to the same mail, but for what is said. */
function linker(wanted: MailWanted) {
  return (other: Partial<MailWanted>, scheme?: string): string => {
    const { key, step, from, locale, variant, prospectId } = { ...wanted, ...other };
    const fields = {
      ...(from === 'published' ? {} : { from }),
      ...(locale === null ? {} : { lang: locale }),
      ...(variant === null ? {} : { variant }),
      ...(prospectId === null ? {} : { prospect: prospectId }),
      ...(scheme === undefined ? {} : { scheme }),
    };
    const path = `/console/cadences/${key}/mails/${step}${scheme === undefined ? '' : '/frame'}`;
    const search = new URLSearchParams(fields);
    return search.size === 0 ? path : `${path}?${search}`;
  };
}

/** The mail alone, as one colour scheme shows it. */
async function showFrame(visit: Visit): Promise<Answer> {
  const { app, request, readLibrary } = visit;
  const wanted = wantedOf(visit);
  const { scheme } = fieldsOf(query, request.query);
  const source = await openMails(app, readLibrary, wanted);
  const mail = await lookAtMail(source, wanted, await readerOf(visit, wanted));
  const body = mail.is === 'shown' ? inScheme(mail.html, scheme) : heldFrame;
  return { is: 'file', body, headers: mailHeaders };
}
