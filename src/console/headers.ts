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

/**
 * Headers of a mail in a frame: no script, no form, no link that leads anywhere, and nothing loaded from elsewhere, so that
 * looking at a mail is not counted as its having been opened.
 */
export const mailHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'`,
  'x-frame-options': 'SAMEORIGIN',
  // It is sandboxed into an origin of its own anyway, and browsers complain of one who asks for another.
  'origin-agent-cluster': '?0',
} as const;
