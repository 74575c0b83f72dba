import { join } from 'node:path';
import mjml2html from 'mjml';
import { describe, expect, test } from 'vitest';
import { parseTemplateFile } from '../../../src/email/front-matter.ts';
import { textElements } from '../../../src/email/mjml-elements.ts';
import { skeletonOf } from '../../../src/email/mjml-skeleton.ts';
import { expandPartials, linesOf } from '../../../src/email/partials.ts';
import {
  listTemplates,
  readTemplateFiles,
  templatePath,
} from '../../../src/email/template-source.ts';

const root = join(import.meta.dirname, '../../..');

async function html(mjml: string): Promise<string> {
  const options = { validationLevel: 'soft', keepComments: false, ignoreIncludes: true, fonts: {} };
  return (await mjml2html(mjml, options as Parameters<typeof mjml2html>[1])).html;
}

/** What the skeleton makes of it, with a look at whether there is one. */
async function filled(mjml: string): Promise<string> {
  const skeleton = skeletonOf(mjml);
  if (skeleton === null) throw new Error('no skeleton');
  expect(skeleton.mjml.length).toBeLessThan(mjml.length);
  return skeleton.fill(await html(skeleton.mjml));
}

describe('filling a skeleton gives the very HTML that MJML makes of the whole', () => {
  test('of every shipped mail', async () => {
    const files = await readTemplateFiles(join(root, 'templates'));
    const seen = new Set<string>();
    for (const [key, locales] of listTemplates(files)) {
      for (const locale of locales) {
        const path = templatePath(key, locale);
        const { source } = parseTemplateFile(files.get(path) ?? '', path);
        const body = linesOf(source?.body ?? '', path, 1);
        const mjml = expandPartials(body, locale, files)
          .lines.map(({ text }) => text)
          .join('\n')
          .replace('<mj-head>', () => `<mj-head><mj-title>${source?.subject}</mj-title>`);
        seen.add(skeletonOf(mjml)?.mjml ?? '');
        expect(await filled(mjml), path).toBe(await html(mjml));
      }
    }
    expect(seen.has('')).toBe(false);
    expect(seen.size).toBeLessThan(10);
  });

  test('of every element that has text in it', async () => {
    const mjml = `<mjml>
  <mj-head>
    <mj-title>A "title" & {{default prospect.firstName "more"}}</mj-title>
    <mj-preview>  Look &amp; see $1 $&amp; </mj-preview>
    <mj-breakpoint width="400px" />
    <mj-style>.a > b { color: red }</mj-style>
    <mj-raw><meta name="x" content="y" /></mj-raw>
  </mj-head>
  <mj-body>
    <mj-section><mj-column>
      <mj-text css-class='a > "b"'>
        <p>Two lines,<br>
        {{#if prospect.firstName}}one{{else}}two{{/if}} < 3</p>
      </mj-text>
      <mj-text></mj-text>
      <mj-button href="https://fjord.example">Book <b>now</b></mj-button>
      <mj-table><tr><td>1</td></tr></mj-table>
      <mj-raw>{{#if owner}}</mj-raw><mj-text>Again</mj-text><mj-raw>{{/if}}</mj-raw>
      <mj-social><mj-social-element name="github" href="https://a.example">Code</mj-social-element></mj-social>
      <mj-navbar><mj-navbar-link href="/a">Home</mj-navbar-link></mj-navbar>
      <mj-accordion><mj-accordion-element>
        <mj-accordion-title>Why</mj-accordion-title><mj-accordion-text>Because</mj-accordion-text>
      </mj-accordion-element></mj-accordion>
      <mj-carousel><mj-carousel-image src="https://a.example/b.png" alt="b" /></mj-carousel>
    </mj-column></mj-section>
  </mj-body>
</mjml>`;
    for (const name of textElements) expect(mjml).toContain(`<${name}`);
    const random = /carousel__?[\w-]*|mj-carousel-[0-9a-f-]+|[0-9a-f]{16}/g;
    const stable = (text: string) => text.replace(random, 'random');
    expect(stable(await filled(mjml))).toBe(stable(await html(mjml)));
  });
});

test.each([
  ['a comment, which MJML moves about', '<mj-text>a<!-- b --></mj-text>'],
  ['styles that are put into the elements', '<mj-style inline="inline">b {}</mj-style>'],
  ['attributes that are put into the HTML', '<mj-html-attributes></mj-html-attributes>'],
  ['an element in a text', '<mj-text>a<mj-text>b</mj-text></mj-text>'],
  ['the very character that marks a place', '<mj-text>\uE000</mj-text>'],
])('no skeleton where MJML does more with the text: %s', (_name, mjml) => {
  expect(skeletonOf(mjml)).toBeNull();
});
