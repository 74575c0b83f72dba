/** Headers of every page: it loads what is ours, runs no script that stands in it, and is framed nowhere. */
export const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `frame-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; '),
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
} as const;

/** The one style that bull-board 9.10 puts into its page: the colours of a picture. */
const styleOfPicture = `'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU='`;

/** Headers of the queues: as those of a page, but for what bull-board needs to show itself and to find its own paths. */
export const queuesHeaders = {
  ...pageHeaders,
  'content-security-policy': pageHeaders['content-security-policy']
    .replace(`style-src 'self'`, `style-src 'self' ${styleOfPicture}`)
    .replace(`base-uri 'none'`, `base-uri 'self'`)
    .replace(`form-action 'self'`, `form-action 'none'`),
} as const;

/**
 * Headers of a mail in a frame: no script, no form, no link that leads anywhere, and nothing loaded from elsewhere, so that
 * looking at a mail is not counted as its having been opened.
 */
export const mailHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'`,
  'x-frame-options': 'SAMEORIGIN',
  // A sandbox has an origin of its own already; asking for it again makes the browser complain.
  'origin-agent-cluster': '?0',
} as const;
