import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { whenWords } from './when.ts';
import type { Language, Say } from './words.ts';

/** What a view can say beside its data. */
export interface Setting {
  readonly say: Say;
  readonly language: Language;
  readonly zone: string;
  readonly now: Date;
}

export type Render = (view: string, data: object, setting: Setting) => string;

const folder = join(import.meta.dirname, 'views');

/**
 * Reads the views. One that cannot be parsed stops the start; one that names what its data do not have throws when it is
 * shown, as a mail does. `{{t "word" name=value}}` says a word, `{{when instant}}` a time.
 */
export async function readViews(): Promise<Render> {
  const handlebars = Handlebars.create();
  registerHelpers(handlebars);
  const views = new Map<string, Handlebars.TemplateDelegate>();
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.hbs')) continue;
    const key = name.replaceAll('\\', '/').replace(/\.hbs$/, '');
    const parsed = Handlebars.parse(await readFile(join(folder, name), 'utf8'));
    const view = handlebars.compile(parsed, { strict: true, explicitPartialContext: false });
    views.set(key, view);
    handlebars.registerPartial(key, view);
  }
  return (view, data, setting) => {
    const found = views.get(view);
    if (found === undefined) throw new Error(`There is no view "${view}"`);
    return found(data, { data: { setting } });
  };
}

function registerHelpers(handlebars: typeof Handlebars): void {
  handlebars.registerHelper({
    t(key: string, { hash, data }: Handlebars.HelperOptions) {
      return settingOf(data).say(key, hash);
    },
    when(at: Date | null, { hash, data }: Handlebars.HelperOptions) {
      if (at === null) return '';
      const { language, zone, now } = settingOf(data);
      const text = whenWords(at, { language, zone, now, only: hash.only });
      const whole = whenWords(at, { language, zone, now, only: 'whole' });
      const [iso, title, shown] = [at.toISOString(), whole, text].map(Handlebars.escapeExpression);
      return new Handlebars.SafeString(`<time datetime="${iso}" title="${title}">${shown}</time>`);
    },
    same: (one: unknown, other: unknown) => one === other,
    join: (...texts: unknown[]) => texts.slice(0, -1).join(''),
  });
}

function settingOf(data: { setting?: Setting }): Setting {
  if (data.setting === undefined) throw new Error('A view is shown without its setting');
  return data.setting;
}
