import type { EnrolmentStatus, ExitReason, PauseReason, TaskDeed } from './codes.ts';
import type { InboundEvent } from './event.ts';
import type { Path } from './language/report.ts';
import type { WrittenTime } from './local-time.ts';

/** One test of a cadence file, checked and with its times read. A test is no part of a cadence version. */
export interface CadenceTest {
  readonly name: string;
  /** Where it stands in its file. */
  readonly path: Path;
  /** On whose wall clock its times are. */
  readonly zone: string;
  readonly enrolAt: Date;
  readonly prospect: TestProspect;
  readonly owner: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** In the order of time; of those at one time in the order of the file, events first. */
  readonly script: readonly ScriptedThing[];
  readonly expectations: readonly TestExpectation[];
}

/** What is known of the prospect of a test. */
export interface TestProspect {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly title: string | null;
  readonly phone: string | null;
  readonly company: string | null;
  readonly country: string | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export type ScriptedThing = TestEvent | TestDeed;

export interface TestEvent {
  readonly is: 'event';
  readonly at: Date;
  readonly path: Path;
  readonly event: Omit<InboundEvent, 'source' | 'eventId' | 'occurredAt' | 'match'>;
}

/** What a person does with a task. */
export interface TestDeed {
  readonly is: 'deed';
  readonly at: Date;
  readonly path: Path;
  readonly step: string;
  readonly do: TaskDeed;
  readonly outcome: string | null;
}

/** What is to be true at one moment; a key that is absent asks nothing. */
export interface TestExpectation {
  readonly path: Path;
  /** Null: once all that the test tells has happened. */
  readonly at: Date | 'end' | null;
  readonly status?: EnrolmentStatus;
  readonly stage?: string;
  readonly track?: string | null;
  readonly sent?: readonly string[];
  readonly skipped?: readonly string[];
  /** Null: nothing is to come. */
  readonly next?: { readonly step: string; readonly at: WrittenTime | null } | null;
  /** Kinds or steps of the open tasks. */
  readonly tasks?: readonly string[];
  readonly exitReason?: ExitReason;
  readonly pauseReason?: PauseReason;
  readonly resumeAt?: WrittenTime;
  readonly enrols?: readonly string[];
  readonly suppressed?: boolean;
  readonly variant?: Readonly<Record<string, string>>;
}
