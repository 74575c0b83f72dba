import PostalMime from 'postal-mime';
import { systemClock } from '../clock.ts';
import type { Cadence, EmailStep, Step } from '../domain/cadence.ts';
import { prepareTemplate } from '../email/render.ts';
import { NotFound, Refused } from '../errors.ts';
import type { ClaimedProspect } from '../store/claims.ts';
import { composeMail, type MailApp } from './compose-mail.ts';
import type { Library } from './library.ts';
import { previewMailbox } from './preview.ts';
import { type LoadedVersion, pickTemplate } from './versions.ts';

export interface PreviewedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly eml: Buffer;
}

const previewId = '00000000-0000-4000-8000-000000000000';

/**
 * One mail of a cadence as its files have it now, for a made-up enrolment. Nothing is sent and no database is needed; the
 * opt-out link leads nowhere.
 *
 * @param variant  of a mail that has several; the first when not said
 * @throws NotFound `unknown_step`, `unknown_variant`; Refused `not_a_mail`; InvalidInput `missing_merge_field`
 */
export async function previewStep(
  library: Pick<Library, 'workspace' | 'templates'>,
  cadence: Cadence,
  stepId: string,
  prospect: ClaimedProspect,
  variant: string | null = null,
): Promise<PreviewedMail> {
  const steps = [cadence.steps, ...Object.values(cadence.tracks).map((track) => track.steps)];
  const list = steps.find((candidates) => candidates.some((step) => step.id === stepId));
  const step = list?.find((candidate) => candidate.id === stepId);
  if (list === undefined || step === undefined) {
    const ids = steps.flat().map(({ id }) => id);
    throw new NotFound(
      'unknown_step',
      `${cadence.key} has no step "${stepId}". There are: ${ids.join(', ')}.`,
    );
  }
  if (step.kind !== 'email') {
    throw new Refused('not_a_mail', `Step "${stepId}" is a ${step.task.kind}, not a mail.`);
  }
  const variants = step.email.variants?.map(({ id }) => id) ?? [];
  if (variant !== null && !variants.includes(variant)) {
    const there = variants.length === 0 ? 'It has none.' : `There are: ${variants.join(', ')}.`;
    throw new NotFound('unknown_variant', `Step "${stepId}" has no variant "${variant}". ${there}`);
  }
  const app = appOfFiles(library);
  const version: LoadedVersion = { number: 0, cadence, templates: library.templates };
  const compose = (mail: EmailStep, threadSubject: string | null) =>
    composeMail(
      app,
      version,
      mail,
      {
        enrolmentId: previewId,
        prospectId: previewId,
        messageId: `<preview.${mail.id}@localhost>`,
        owner: null,
        variables: {},
        threadSubject,
        threadReferences: threadSubject === null ? [] : ['<preview@localhost>'],
        prospect,
        variant: mail === step ? variant : null,
      },
      previewMailbox(app),
    );
  const opener = threadOpener(list, cadence.steps, step);
  const thread = opener === null ? null : (await compose(opener, null)).letter.subject;
  const { message } = await compose(step, thread);
  const { subject = '', html = '', text = '' } = await PostalMime.parse(message.raw);
  return { subject, html, text, eml: message.raw };
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

function appOfFiles(library: Pick<Library, 'workspace' | 'templates'>): MailApp {
  return {
    clock: systemClock,
    workspace: library.workspace,
    publicUrl: 'https://cadence.example',
    keys: { unsubscribe: Buffer.alloc(32) },
    versions: {
      template: async (version, key, locale) => {
        const { hash } = pickTemplate(version, key, locale);
        const found = library.templates.find((template) => template.hash === hash);
        if (found === undefined) throw new NotFound('unknown_template', `No template ${key}.`);
        return { hash, prepared: prepareTemplate(found.compiled, 'quoted-printable') };
      },
    },
  };
}
