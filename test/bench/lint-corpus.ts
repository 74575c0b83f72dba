import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const languages = ['nb', 'en'] as const;

/** A shipped mail in both languages: what the mails of the corpus are made from. */
interface Model {
  readonly key: string;
  readonly texts: Readonly<Record<(typeof languages)[number], string>>;
}

/**
 * Writes a library of the size of a large customer's into `dir/cadences` and `dir/templates`: mails as long as the shipped
 * ones, in two languages, each with a text of its own; cadences that share them out. It has no problems, so that what is
 * measured is the looking.
 *
 * @param templates  number of template files; two make one mail
 */
export async function writeLintCorpus(
  dir: string,
  cadences: number,
  templates: number,
): Promise<void> {
  const models = await readModels();
  const keys: string[] = [];
  await mkdir(join(dir, 'cadences'), { recursive: true });
  await cp(join(root, 'templates/_partials'), join(dir, 'templates/_partials'), {
    recursive: true,
  });
  await cp(join(root, 'cadences/workspace.yaml'), join(dir, 'cadences/workspace.yaml'));
  for (let number = 0; number < templates / languages.length; number += 1) {
    const model = models[number % models.length];
    if (model === undefined) throw new Error('there are no shipped mails to go by');
    keys.push(`${model.key}-${number}`);
    await writeMail(dir, model, number);
  }
  for (let number = 0; number < cadences; number += 1) {
    const own = keys.filter((_key, index) => index % cadences === number);
    await writeFile(join(dir, 'cadences', `cadence-${number}.yaml`), cadenceOf(number, own));
  }
}

async function readModels(): Promise<readonly Model[]> {
  const folder = join(root, 'templates');
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /^[a-z-]+\/.*\.nb\.mjml$/.test(name),
  );
  return Promise.all(
    names.sort().map(async (name) => {
      const key = name.replace('.nb.mjml', '');
      const [nb, en] = await Promise.all(
        languages.map((language) => readFile(join(folder, `${key}.${language}.mjml`), 'utf8')),
      );
      return { key, texts: { nb: nb ?? '', en: en ?? '' } };
    }),
  );
}

async function writeMail(dir: string, model: Model, number: number): Promise<void> {
  await mkdir(join(dir, 'templates', model.key.split('/')[0] ?? ''), { recursive: true });
  for (const language of languages) {
    const text = model.texts[language].replace('<mj-text>', `<mj-text>\n<p>${number}</p>`);
    await writeFile(join(dir, 'templates', `${model.key}-${number}.${language}.mjml`), text);
  }
}

function cadenceOf(number: number, keys: readonly string[]): string {
  const mails = keys.map(
    (key, index) =>
      `  - { id: mail-${index}, after: ${index === 0 ? 0 : 3} business days, email: { template: ${key} } }`,
  );
  return `key: cadence-${number}
title: Cadence ${number}
locale: nb
schedule:
  timezone: prospect
  default_timezone: Europe/Oslo
  days: [mon, tue, wed, thu, fri]
  windows: ["08:30-11:30", "13:00-16:00"]
  holidays: prospect
  min_gap: 1 business day
  jitter: 10m
steps:
${mails.join('\n')}
  - id: call
    after: 2 business days
    stage: closing
    task: { kind: call, title: "Ring {{default prospect.firstName prospect.email}}", due_in: 1 business day, skip_after: 5 days }
on:
  reply: { pause: true, task: { kind: reply, due_in: 4 hours } }
  objection:
    price: { track: price }
    timing: { pause: until-date, default: 30 days }
    default: { pause: true, task: { kind: objection } }
  meeting_booked: { advance: closing }
  deal_won: { exit: closed_won }
  deal_lost: { exit: closed_lost }
  out_of_office: { pause: until-return, default: 7 days }
tracks:
  price:
    stage: objection-handling
    steps:
      - { id: price-call, after: 2 hours, task: { kind: call, skip_after: 3 business days } }
    then: resume
`;
}
