import Handlebars from 'handlebars';
import nodemailer from 'nodemailer';
import type { Installation } from './installation.ts';

export const connections = 10;

/** A pool of nodemailer's connections to a server on this machine. */
export function pooled(port: number) {
  return nodemailer.createTransport({
    ...{ host: '127.0.0.1', port, pool: true, ignoreTLS: true },
    ...{ maxConnections: connections, maxMessages: Number.POSITIVE_INFINITY },
  });
}

/** Does `one` for each number below `count`, some at a time. @returns how many a second */
export async function perSecond(
  count: number,
  one: (index: number) => Promise<unknown>,
  lanes = connections * 2,
): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return count / ((performance.now() - startedAt) / 1_000);
}

/** The HTML of the mail of the bench, with its merge fields. */
export async function compiledHtml(installation: Installation): Promise<string> {
  const { rows } = await installation.deps.app.db.query<{ html: string }>(
    `select compiled ->> 'html' as html from template_versions where key = 'bench/one'`,
    [],
  );
  const html = rows[0]?.html ?? '';
  process.stdout.write(
    `the mail: ${Math.round(Buffer.byteLength(html) / 1_000)} kB of HTML, ${connections} connections\n`,
  );
  return html;
}

/** What the mails of the bench are merged with. */
export const mergedWith = (index: number) => ({
  prospect: { firstName: `Kari ${index}` },
  step: { id: 'one' },
  sender: { company: 'Fjord AS', postalAddress: 'Storgata 1' },
  unsubscribeUrl: `https://mail.example/u/${index}`,
});

/**
 * As somebody would write it who promises nothing: Handlebars and pooled nodemailer.
 *
 * @returns mails a second
 */
export async function bareLoop(html: string, port: number, mails: number): Promise<number> {
  const render = Handlebars.create();
  render.registerHelper('default', (value: unknown, fallback: unknown) => value ?? fallback);
  const htmlOf = render.compile(html);
  const textOf = render.compile(
    html.replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ').replace(/\s+/g, ' '),
    {
      noEscape: true,
    },
  );
  const transport = pooled(port);
  try {
    return await perSecond(mails, async (index) => {
      const context = mergedWith(index);
      await transport.sendMail({
        from: 'Fjord <kari@fjord.example>',
        to: `bare-${index}@example.com`,
        subject: `Routes ${index}`,
        html: htmlOf(context),
        text: textOf(context),
      });
    });
  } finally {
    transport.close();
  }
}
