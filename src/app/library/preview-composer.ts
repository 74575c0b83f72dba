import { systemClock } from '../../clock.ts';
import type { Cadence, EmailStep, Step } from '../../domain/cadence.ts';
import { mailboxesOf } from '../../domain/language/pool.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { encodeFile } from '../../email/mime-file.ts';
import { type PreparedTemplate, prepareTemplate } from '../../email/render.ts';
import { NotFound } from '../../errors.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import { type ComposedMail, composeMail, type MailApp } from '../sending/compose-mail.ts';
import type { Library } from './library.ts';
import { previewMailbox } from './preview.ts';
import { type LoadedVersion, pickTemplate } from './versions.ts';

/** A mail step and where it stands in its cadence. */
export interface PlacedMail {
  readonly step: EmailStep;
  /** Key of the track that it belongs to; null on the main road. */
  readonly track: string | null;
  /** The mail whose thread it continues; null for one that begins a thread. */
  readonly opener: EmailStep | null;
}

/** All mail steps of a cadence, those of tracks last. */
export function placedMails({ steps, tracks }: Cadence): PlacedMail[] {
  const lists = [
    { track: null, list: steps },
    ...Object.values(tracks).map((track) => ({ track: track.key, list: track.steps })),
  ];
  return lists.flatMap(({ track, list }) =>
    list.flatMap((step) =>
      step.kind === 'email' ? [{ step, track, opener: threadOpener(list, steps, step) }] : [],
    ),
  );
}

/** The mail whose thread this one continues: the last one before it that begins a thread. */
function threadOpener(
  list: readonly Step[],
  main: readonly Step[],
  step: EmailStep,
): EmailStep | null {
  if (step.email.thread === 'new') return null;
  const before = list === main ? main.slice(0, main.indexOf(step)) : main;
  const mails = before.filter((candidate) => candidate.kind === 'email');
  const openers = mails.filter((mail) => mail.email.thread === 'new');
  return (list === main ? openers.at(-1) : openers[0]) ?? null;
}

/** Whom a mail that is not sent is made for. */
export interface PreviewFor {
  readonly prospect: ClaimedProspect;
  readonly owner: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly variant: string | null;
  /** Subject of the thread that the mail continues; null: none. */
  readonly threadSubject: string | null;
}

const previewId = '00000000-0000-4000-8000-000000000000';

/** The files that previews are made from. */
export type PreviewLibrary = Pick<Library, 'workspace' | 'templates'> &
  Partial<Pick<Library, 'assets'>>;

/**
 * What composes mails of a cadence as its files have it now, for made-up enrolments. Nothing is sent and no database is needed;
 * opt-out links lead nowhere. Each template is prepared once.
 */
export function previewComposer(
  library: PreviewLibrary,
  cadence: Cadence,
): (mail: EmailStep, to: PreviewFor) => Promise<ComposedMail> {
  const app = appOfFiles(library);
  const version: LoadedVersion = { number: 0, cadence, templates: library.templates };
  const mailbox = previewMailbox(app, mailboxesOf(cadence, library.workspace)[0]?.key);
  return (mail, to) => {
    const enrolment = {
      enrolmentId: previewId,
      prospectId: previewId,
      messageId: `<preview.${mail.id}@localhost>`,
      threadReferences: to.threadSubject === null ? [] : ['<preview@localhost>'],
    };
    return composeMail(app, version, mail, { ...enrolment, ...to }, mailbox);
  };
}

function appOfFiles(library: PreviewLibrary): MailApp {
  const prepared = new Map<string, PreparedTemplate>();
  return {
    clock: systemClock,
    workspace: library.workspace,
    publicUrl: 'https://cadence.example',
    keys: { unsubscribe: Buffer.alloc(32) },
    versions: {
      asset: async (hash) => {
        const found = library.assets?.find((asset) => asset.hash === hash);
        return found === undefined ? null : encodeFile(found.content);
      },
      template: async (version, key, locale) => {
        const { hash } = pickTemplate(version, key, locale);
        const known = prepared.get(hash);
        if (known !== undefined) return { hash, prepared: known };
        const found = library.templates.find((template) => template.hash === hash);
        if (found === undefined) {
          throw new NotFound('unknown_template', ...saying(sentence('unknown.template', { key })));
        }
        const made = prepareTemplate(found.compiled, 'quoted-printable');
        prepared.set(hash, made);
        return { hash, prepared: made };
      },
    },
  };
}
