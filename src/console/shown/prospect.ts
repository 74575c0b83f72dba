import type { ProspectBeside } from '../../app/desk/prospect-beside.ts';
import { codeWord } from '../words/codes.ts';
import { nameOf, shownPerson } from './person.ts';
import { type Reader, toldSentence } from './sentence.ts';
import { shownTimeline } from './timeline.ts';

/** A person as their page shows them. */
export function shownProspect(beside: ProspectBeside, reader: Reader) {
  const { prospect, bases, colleagues, enrolments, choices, holds, timeline } = beside;
  const { email, company, title, phone, country, timezone, locale, owner, erasedAt } = prospect;
  const { language, now } = reader;
  const shownChoices = choices.map((choice) => ({
    ...choice,
    word: `choice.${choice.scope}`,
    mayBeLifted: choice.scope === 'cadence' && erasedAt === null,
    isOver: choice.scope === 'pause' && choice.until !== null && choice.until <= now,
  }));
  return {
    ...verdictOf(beside, reader),
    id: prospect.id,
    person: { ...shownPerson(prospect), title, phone },
    ...{ email, company, erasedAt },
    facts: factsOf({ country, timezone, locale, owner }),
    attributes: Object.entries(prospect.attributes).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    externalIds: Object.entries(prospect.externalIds).map(([name, value]) => ({ name, value })),
    aliases: beside.aliases,
    lastTouchAt: prospect.lastTouchAt,
    createdAt: prospect.createdAt,
    addressKindWord: bases.addressKind === undefined ? null : `kind-of.${bases.addressKind}`,
    isGuessed: bases.addressKindFrom === 'address',
    bases: (bases.bases ?? []).map((one) => ({ ...one, word: `basis.${one.basis}` })),
    suppressions: beside.suppressions.map((one) => ({
      ...one,
      reason: codeWord(language, 'exit', one.reason),
    })),
    choices: shownChoices,
    enrolments: enrolments.map(({ id, cadence, state, nextTouch, createdAt, ...one }) => ({
      ...{ id, cadence, createdAt, status: state.status, stage: state.stage },
      version: one.cadenceVersion,
      owner: one.owner,
      endedAt: one.endedAt,
      word: `status.${state.status}`,
      reason: reasonOf(state, language),
      next: nextTouch,
    })),
    others: beside.others.length === 0 ? null : beside.others.join(', '),
    companyNames: beside.company.join(', '),
    hasCompany: beside.company.length > 0,
    colleagues: colleagues.map((one) => ({
      ...one,
      name: nameOf(one),
      word: `status.${one.status}`,
      pauseReason: one.pauseReason === null ? null : codeWord(language, 'pause', one.pauseReason),
    })),
    areMore: beside.areMore,
    holds: holds.map((hold) => ({
      ...hold,
      type: codeWord(language, 'event', hold.type),
      isOwn: hold.prospectId === prospect.id,
      mayRelease: hold.isInForce && hold.isSeen,
      company: hold.companies.map((key) => key.replace(/^domain /, '')).join(', '),
    })),
    timeline: shownTimeline(timeline, language),
  };
}

/** Why an enrolment ended, or stands still; null where it does neither. */
function reasonOf(
  { exitReason, pauseReason }: ProspectBeside['enrolments'][number]['state'],
  language: Reader['language'],
): string | null {
  if (exitReason !== null) return codeWord(language, 'exit', exitReason);
  return pauseReason === null ? null : codeWord(language, 'pause', pauseReason);
}

/** Whether mail may go to them, and the strongest reason why not. */
function verdictOf(beside: ProspectBeside, reader: Reader) {
  const { now } = reader;
  const { prospect, suppressions, lack, choices, holds, isAsked } = beside;
  const asks = choices.find(({ until }) => until !== null && until > now);
  const lackText = lack === null ? null : toldSentence(lack, reader);
  const told = { lack: lackText, asksUntil: asks?.until ?? null };
  if (prospect.erasedAt !== null) return { ...told, may: false, verdict: 'may.erased' };
  if (suppressions.length > 0) return { ...told, may: false, verdict: 'may.suppressed' };
  if (lack !== null) return { ...told, may: false, verdict: 'may.noBasis' };
  const isHeld = holds.some((one) => one.isInForce && one.prospectId !== prospect.id);
  if (isHeld) return { ...told, may: false, verdict: 'may.held' };
  if (asks !== undefined) return { ...told, may: false, verdict: 'may.later' };
  return { ...told, may: true, verdict: isAsked ? 'may.yes' : 'may.unasked' };
}

function factsOf(known: Readonly<Record<string, string | null>>) {
  return Object.entries(known).map(([key, value]) => ({ word: `fact.${key}`, value }));
}
