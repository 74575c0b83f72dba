import { createHash } from 'node:crypto';
import type { Cadence } from '../../../domain/cadence.ts';
import type { CadenceTest, ScriptedThing, TestDeed } from '../../../domain/cadence-test.ts';
import { firstZone, mailboxesOf } from '../../../domain/language/pool.ts';
import type { Workspace } from '../../../domain/language/workspace.ts';
import { withoutJitter } from '../../../domain/without-jitter.ts';
import { regionOf } from '../../../domain/zone-regions.ts';
import { beginEnrolment } from '../../enrolling/begin-enrolment.ts';
import { previewMailbox } from '../preview.ts';
import { asKept } from './apply-changes.ts';
import {
  isDoneWith,
  isHeard,
  openTaskOf,
  pauseEnds,
  type Setting,
  taskRunsOut,
  touchFallsDue,
} from './deeds.ts';
import { type Kept, openTouch } from './kept.ts';

/** How an enrolment stood from an instant on. */
export interface Moment {
  readonly at: Date;
  readonly kept: Kept;
}

export interface Lived {
  /** In the order of time; the first is the enrolment itself. */
  readonly moments: readonly [Moment, ...Moment[]];
  /** What the test has people do with tasks that are not there. */
  readonly impossible: readonly TestDeed[];
}

/** More than any cadence comes to: a test must end. */
const mostTurns = 10_000;

/**
 * Lives through the script of a test on a clock that jumps from one thing to the next, until nothing is left to happen.
 * Every decision is the one that the worker makes; only what lies around them is made up: each mail is accepted the moment
 * it is due, nothing takes time, and jitter is left out. What is due is done before what happens at the same instant.
 *
 * @throws InvalidInput `no_opening` when the schedule never opens
 */
export function liveThrough(test: CadenceTest, cadence: Cadence, workspace: Workspace): Lived {
  const settingAt = settings(withoutJitter(cadence), workspace);
  const first = { at: test.enrolAt, kept: enrolled(test, settingAt(test.enrolAt)) };
  const later: Moment[] = [];
  const impossible: TestDeed[] = [];
  const script = [...test.script];
  let { at: now, kept } = first;
  for (let turn = 0; ; turn += 1) {
    if (turn > mostTurns) throw new Error(`the test "${test.name}" does not come to an end`);
    const [person] = script;
    const machine = nextOfMachine(kept);
    if (machine !== null && (person === undefined || machine.at <= person.at)) {
      now = new Date(Math.max(machine.at.getTime(), now.getTime()));
      kept = machine.does(kept, settingAt(now));
    } else if (person !== undefined) {
      script.shift();
      now = person.at;
      const done = happens(kept, person, settingAt(now));
      if (done === null && person.is === 'deed') impossible.push(person);
      kept = done ?? kept;
    } else {
      return { moments: [first, ...later], impossible };
    }
    later.push({ at: now, kept });
  }
}

function settings(cadence: Cadence, workspace: Workspace): (now: Date) => Setting {
  let count = 0;
  const newId = () => {
    count += 1;
    // Of equal events at one instant the one with the lesser id comes first: that of the file.
    return `test-${String(count).padStart(6, '0')}`;
  };
  const senderZone = firstZone(cadence, workspace);
  const [first] = mailboxesOf(cadence, workspace);
  const mailbox = previewMailbox({ workspace }, first?.key);
  return (now) => ({
    workspace,
    mailbox,
    circumstances: { cadence, winners: new Map(), now, senderZone, newId },
  });
}

function enrolled(test: CadenceTest, { circumstances }: Setting): Kept {
  const { email, timezone, country, company, attributes } = test.prospect;
  const prospect = {
    ...{ email, timezone, country, company },
    // Variants are drawn by it: the same address gets the same ones each time.
    id: createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 32),
    address: email,
    region: regionOf(attributes),
    owner: test.owner,
    lastTouchAt: null,
  };
  const begun = beginEnrolment(
    {
      prospect,
      variables: test.variables,
      startAt: circumstances.now,
      place: { starts: true },
      importId: null,
    },
    'test',
    circumstances,
  );
  return {
    test,
    begun: begun.enrolment,
    state: begun.enrolment.state,
    base: null,
    lastTouchAt: null,
    touches: begun.touch === null ? [] : [asKept(begun.touch)],
    tasks: [],
    heard: [],
    suppressed: false,
    enrols: [],
    timeline: begun.timeline,
  };
}

/** What a person or the prospect does; null when there is nothing to do it with. */
function happens(kept: Kept, thing: ScriptedThing, setting: Setting): Kept | null {
  if (thing.is === 'event') return isHeard(kept, thing, setting);
  const task = openTaskOf(kept, thing.step);
  return task === null ? null : isDoneWith(kept, task, thing, setting);
}

/** What the worker or the reconciler does next, by itself. */
interface Turn {
  readonly at: Date;
  does(kept: Kept, setting: Setting): Kept;
}

function nextOfMachine(kept: Kept): Turn | null {
  const turns = [resumeTurn(kept), skipTurn(kept), touchTurn(kept)].filter((turn) => turn !== null);
  const [next] = turns.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return next ?? null;
}

function resumeTurn({ state }: Kept): Turn | null {
  if (state.status !== 'paused' || state.resumeAt === null) return null;
  return { at: new Date(state.resumeAt), does: pauseEnds };
}

function skipTurn({ tasks }: Kept): Turn | null {
  const [first] = tasks
    .flatMap((task) => {
      const { status, skipAt } = task;
      return status === 'open' && skipAt !== null ? [{ task, at: skipAt }] : [];
    })
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (first === undefined) return null;
  const { at, task } = first;
  return { at, does: (kept, setting) => taskRunsOut(kept, task, setting) };
}

function touchTurn({ touches }: Kept): Turn | null {
  const open = openTouch(touches);
  if (open === null || open.dueAt === null || open.status === 'waiting') return null;
  const { id, dueAt: at } = open;
  return { at, does: (kept, setting) => touchFallsDue(kept, id, setting) };
}
