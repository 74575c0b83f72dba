import { type Duration, formatDuration } from '../../domain/duration.ts';
import type { Change, TemplateChange } from '../../domain/edit/diff.ts';

/** The differences between two versions, a line each: `+` added, `-` removed, `~` changed, `>` moved. */
export function changeLines(
  changes: readonly Change[],
  templates: readonly TemplateChange[],
): string[] {
  const signs = { added: '+', removed: '-', changed: '~' } as const;
  return [
    ...changes.map(changeLine),
    ...templates.map(({ template, locale, what, steps }) => {
      const name = `${template}${locale === null ? '' : ` (${locale})`}`;
      const used = steps.length === 0 ? '' : `, used by ${steps.join(', ')}`;
      return `${signs[what]} template ${name} ${what}${used}`;
    }),
  ];
}

function changeLine(change: Change): string {
  switch (change.what) {
    case 'step-added':
      return `+ ${inList(change.list)}step ${change.step} added ${place(change.after)}`;
    case 'step-removed':
      return `- ${inList(change.list)}step ${change.step} removed`;
    case 'step-moved':
      return `> ${inList(change.list)}step ${change.step} moved ${place(change.after)}`;
    case 'step-changed':
      return `~ ${inList(change.list)}step ${change.step}: ${difference(change)}`;
    case 'track-added':
      return `+ track ${change.track} added`;
    case 'track-removed':
      return `- track ${change.track} removed`;
    case 'setting-changed':
      return `~ ${difference(change)}`;
  }
}

function inList(list: string): string {
  return list === 'steps' ? '' : `${list.replace('tracks.', 'track ')}, `;
}

function place(after: string | null): string {
  return after === null ? 'at the beginning' : `after ${after}`;
}

function difference({ field, from, to }: Extract<Change, { readonly field: string }>): string {
  // As the file spells it.
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `${name} ${shownValue(from)} → ${shownValue(to)}`;
}

/** A value as the file spells it. */
export function shownValue(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return value;
  if (isDuration(value)) return formatDuration(value);
  if (Array.isArray(value)) return value.map(shownValue).join(', ');
  if (isWindow(value)) return `${clock(value.startMinute)}-${clock(value.endMinute)}`;
  return JSON.stringify(value);
}

function isDuration(value: unknown): value is Duration {
  return typeof value === 'object' && value !== null && 'businessDays' in value && 'ms' in value;
}

function isWindow(
  value: unknown,
): value is { readonly startMinute: number; readonly endMinute: number } {
  return typeof value === 'object' && value !== null && 'startMinute' in value;
}

function clock(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
