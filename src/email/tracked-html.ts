import { parseUrl } from '../url.ts';
import { unescapedAttribute } from './html-references.ts';
import { type Attribute, type Tag, tagsNamed } from './markup.ts';

export interface TrackedAddresses {
  /** Where a link leads instead; null: not tracked. */
  readonly linkTo: ((url: string) => string) | null;
  /** The image that tells that the mail is shown; null: none. */
  readonly pixelUrl: string | null;
  /** Links that begin with one of these, as `URL` writes them, are left alone. */
  readonly untouched: readonly string[];
}

/** Longer ones are left alone: with what is added some proxies would not take them. */
const longestUrl = 2_000;

/** Elements that lead somewhere. */
const linking: ReadonlySet<string> = new Set(['a', 'area']);

/**
 * Puts tracked links into the HTML of one mail, in place of those that lead to the web: `mailto:`, `tel:`, anchors and the
 * opt-out are left as they are, and so is what stands in comments for one mail program. The image comes last in the body.
 */
export function trackedHtml(html: string, addresses: TrackedAddresses): string {
  const linked = addresses.linkTo === null ? html : withLinks(html, addresses.linkTo, addresses);
  if (addresses.pixelUrl === null) return linked;
  const at = [...linked.matchAll(/<\/body\s*>/gi)].at(-1)?.index ?? linked.length;
  const pixel = `<img src="${addresses.pixelUrl}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">`;
  return linked.slice(0, at) + pixel + linked.slice(at);
}

function withLinks(
  html: string,
  linkTo: (url: string) => string,
  { untouched }: Pick<TrackedAddresses, 'untouched'>,
): string {
  const kept = new Map<string, string>();
  let written = '';
  let from = 0;
  // All is merged: braces that are left are somebody's text.
  for (const tag of tagsNamed(html.replaceAll('{{', '\u0001\u0001'), linking)) {
    const value = hrefOf(html, tag);
    const url = value === null ? null : webAddress(value.text);
    if (value === null || url === null) continue;
    if (untouched.some((prefix) => url.startsWith(prefix))) continue;
    const link = kept.get(url) ?? linkTo(url);
    kept.set(url, link);
    written += html.slice(from, value.at) + link;
    from = value.at + value.text.length;
  }
  return written + html.slice(from);
}

/** The address that a link leads to, as written, and where it stands. */
function hrefOf(html: string, tag: Tag): { readonly text: string; readonly at: number } | null {
  if (tag.broken !== null) return null;
  const isHref = ({ name }: Attribute) => name.toLowerCase() === 'href';
  const href = tag.attributes.find(isHref);
  if (href === undefined || href.value === '') return null;
  const before = /^[^\s=]+\s*=\s*["']/.exec(html.slice(href.offset, href.offset + 200));
  if (before === null) return null;
  const at = href.offset + before[0].length;
  return { text: html.slice(at, at + href.value.length), at };
}

/** Of a value as it stands in HTML; null for what is no address of the web, or cannot be read for sure. */
function webAddress(value: string): string | null {
  const text = unescapedAttribute(value);
  const url = text === null || !/^\s*https?:\/\//i.test(text) ? null : parseUrl(text);
  if (url === null) return null;
  const { href, hostname } = url;
  return hostname === '' || href.length > longestUrl ? null : href;
}
