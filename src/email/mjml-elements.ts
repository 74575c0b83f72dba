/** Elements of MJML 5 whose content is text or HTML and is taken over as it stands. */
export const textElements: ReadonlySet<string> = new Set([
  'mj-accordion-text',
  'mj-accordion-title',
  'mj-breakpoint',
  'mj-button',
  'mj-carousel-image',
  'mj-navbar-link',
  'mj-preview',
  'mj-raw',
  'mj-social-element',
  'mj-style',
  'mj-table',
  'mj-text',
  'mj-title',
]);

/** Elements of MJML 5 that hold other elements, or nothing. Text in them is dropped. */
export const boxElements: ReadonlySet<string> = new Set([
  'mjml',
  'mj-accordion',
  'mj-accordion-element',
  'mj-attributes',
  'mj-body',
  'mj-carousel',
  'mj-column',
  'mj-divider',
  'mj-font',
  'mj-group',
  'mj-head',
  'mj-hero',
  'mj-html-attributes',
  'mj-image',
  'mj-include',
  'mj-navbar',
  'mj-section',
  'mj-social',
  'mj-spacer',
  'mj-wrapper',
]);

export const allElements: readonly string[] = [...textElements, ...boxElements];

/** The attributes that people write most: what a misspelt one is compared with. */
export const usualAttributes: readonly string[] = (
  'align alt background-color background-position background-repeat background-size background-url border ' +
  'border-bottom border-color border-left border-radius border-right border-style border-top border-width ' +
  'color container-background-color css-class direction font-family font-size font-style font-weight full-width ' +
  'height href inner-padding letter-spacing line-height mj-class name padding padding-bottom padding-left ' +
  'padding-right padding-top rel src srcset target text-align text-decoration text-transform title ' +
  'vertical-align width'
).split(' ');
