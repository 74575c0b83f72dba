import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { quoted } from './leaves.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const longestMs = 24 * hour;

const plain = /^(\d{1,9})\s*(?:(s|sec|secs|seconds?)|(m|min|mins|minutes?)|(h|hours?))$/;
const iso = /^PT(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?$/;

/**
 * How far touches are spread, in milliseconds. Clock time only, a day at most: a day or a business day has no fixed
 * length, and jitter is a random part of one that has.
 *
 * @throws InvalidInput `invalid_duration`
 */
export function parseJitter(text: string): number {
  const jitterMs = plainMs(text.trim()) ?? isoMs(text.trim());
  if (jitterMs === null || jitterMs > longestMs) {
    throw invalid('invalid_duration', sentence('lint.jitter', { text: quoted(text) }));
  }
  return jitterMs;
}

function plainMs(text: string): number | null {
  const [, amount, seconds, minutes] = plain.exec(text) ?? [];
  if (amount === undefined) return null;
  return Number(amount) * (seconds !== undefined ? second : minutes !== undefined ? minute : hour);
}

function isoMs(text: string): number | null {
  const match = iso.exec(text);
  if (match === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * hour + Number(minutes) * minute + Number(seconds) * second;
}
