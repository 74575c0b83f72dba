import { InvalidInput } from '../errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const shownBy = {
  'an enrolment': '"cadence status" shows ids.',
  'an import': '"cadence enrol" and "cadence prospects import" print it.',
  'a hold': '"cadence holds list" shows it.',
  'a task': '"cadence tasks list" shows ids.',
  'a receipt': '"cadence receipts list" shows ids.',
  'a prospect': 'POST /v1/prospects answers it.',
} as const;

/** An id as somebody has typed it. @throws InvalidInput `invalid_id`, which says where such ids are shown */
export function requireId(id: string, of: keyof typeof shownBy): string {
  if (uuid.test(id)) return id;
  throw new InvalidInput('invalid_id', `"${id}" is not the id of ${of}. ${shownBy[of]}`);
}
