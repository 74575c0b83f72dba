/** Mails too big to be fetched whole: what they say, without what they carry. Pure. */

/** A part as BODYSTRUCTURE tells it (RFC 3501 §7.4.2); the one of a mail that is not multipart has no number. */
export interface MailPart {
  readonly part?: string | undefined;
  readonly type: string;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly disposition?: string | undefined;
  readonly childNodes?: readonly MailPart[] | undefined;
}

/** Sections to fetch of a big mail, and the first bytes of each that are enough. */
export interface WantedSection {
  readonly key: string;
  readonly maxLength: number;
}

const textBytes = 256 * 1024;
const headerBytes = 128 * 1024;
const partsAtMost = 20;

/** Parts that say something: texts, and what a report says about the mail that it is about. */
function isTelling({ type, disposition }: MailPart): boolean {
  if (disposition?.toLowerCase() === 'attachment' && type.startsWith('text/')) return false;
  return ['text/', 'message/'].some((begin) => type.startsWith(begin));
}

/** The parts to fetch, in their order: the innermost ones, and returned mails by their header alone. */
export function tellingParts(root: MailPart): readonly MailPart[] {
  const found: MailPart[] = [];
  const open: MailPart[] = [root];
  while (open.length > 0 && found.length < partsAtMost) {
    const part = open.pop();
    if (part === undefined) break;
    const isContainer = part.type.startsWith('multipart/');
    if (isContainer) open.push(...(part.childNodes ?? []).toReversed());
    else if (part.part !== undefined && isTelling(part)) found.push(part);
  }
  return found;
}

export function sectionsOf(root: MailPart): readonly WantedSection[] {
  if (boundaryOf(root) === null) {
    return [
      { key: 'HEADER', maxLength: headerBytes },
      { key: 'TEXT', maxLength: textBytes },
    ];
  }
  return [
    { key: 'HEADER', maxLength: headerBytes },
    ...tellingParts(root).flatMap(({ part = '', type }) => [
      { key: `${part}.MIME`, maxLength: headerBytes },
      { key: bodyKey(part, type), maxLength: textBytes },
    ]),
  ];
}

/**
 * A message of the header as it came and the parts that were fetched, between the boundaries that the header names. Inner
 * multiparts are left out: their parts stand beside one another.
 *
 * @param fetched  what each key of `sectionsOf` held
 */
export function assembleMail(root: MailPart, fetched: (key: string) => Uint8Array): Uint8Array {
  const boundary = boundaryOf(root);
  const header = fetched('HEADER');
  if (boundary === null) return Buffer.concat([header, fetched('TEXT')]);
  const parts = tellingParts(root).flatMap(({ part = '', type }) => [
    Buffer.from(`\r\n--${boundary}\r\n`),
    fetched(`${part}.MIME`),
    fetched(bodyKey(part, type)),
  ]);
  return Buffer.concat([header, ...parts, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

function bodyKey(part: string, type: string): string {
  return type === 'message/rfc822' ? `${part}.HEADER` : part;
}

function boundaryOf({ type, parameters }: MailPart): string | null {
  return type.startsWith('multipart/') ? (parameters?.boundary ?? null) : null;
}
