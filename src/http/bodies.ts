/** The shapes of the API's requests and answers. */
import { z } from 'zod';
import { basisFields, requireEvidence } from '../app/people/basis-fields.ts';
import type { EnrolmentView, TouchView } from '../store/enrolments.ts';

const name = z.string().trim().max(200);

export const prospectBody = z
  .object({
    email: z.string().trim().max(320),
    firstName: name.nullish(),
    lastName: name.nullish(),
    title: name.nullish(),
    phone: name.nullish(),
    company: name.nullish(),
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, 'must be an ISO country code such as NO')
      .transform((code) => code.toUpperCase())
      .nullish(),
    timezone: z.string().max(60).nullish(),
    locale: z.string().max(20).nullish(),
    owner: name.nullish(),
    attributes: z.record(z.string().max(200), z.unknown()).optional(),
    externalIds: z.record(z.string().max(100), z.string().max(200)).optional(),
    ...basisFields,
  })
  .superRefine(requireEvidence);

export const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-11-24T09:00:00Z' })
  .transform((text) => new Date(text));

/** An enrolment as the API shows it. */
export function enrolmentJson(view: EnrolmentView, touches?: readonly TouchView[]) {
  const { state, ...rest } = view;
  return {
    ...rest,
    status: state.status,
    stage: state.stage,
    track: state.track,
    exitReason: state.exitReason,
    pauseReason: state.pauseReason,
    resumeAt: state.resumeAt,
    ...(touches === undefined ? {} : { touches }),
  };
}
