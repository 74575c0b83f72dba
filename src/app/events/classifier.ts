import { messageOf } from '../../errors.ts';
import {
  type Question,
  questionBody,
  readVerdict,
  type Verdict,
} from '../../inbound/reply/verdict.ts';
import type { App } from '../context.ts';
import { createCircuit } from './circuit.ts';

/** Posts a body to the classifier, signed, and gives the text of its answer, in time or not at all. */
export type AskClassifier = (
  body: string,
  message: { readonly id: string; readonly at: Date },
) => Promise<string>;

export type Judgement =
  | { readonly ok: true; readonly verdict: Verdict }
  | { readonly ok: false; readonly why: string };

/** Somebody else's program that says what replies mean. */
export interface Classifier {
  readonly ask: 'unsure' | 'always';
  /** Never throws: whoever asks has an answer of their own. */
  judge(question: Question): Promise<Judgement>;
}

const circuit = { failures: 3, restMs: 30_000 };
/** Beyond this many at once nobody waits for it. */
const mostAtOnce = 50;

/** @param post  null where its secret is not set: then it is never asked */
export function createClassifier(
  { clock, log, metrics, newId }: Pick<App, 'clock' | 'log' | 'metrics' | 'newId'>,
  ask: Classifier['ask'],
  post: AskClassifier | null,
): Classifier {
  const machineMs = () => clock.machineNow().getTime();
  const open = createCircuit(machineMs, circuit);
  let asked = 0;
  const skipped = (why: string): Judgement => {
    metrics.classifier.inc({ outcome: 'skipped' });
    return { ok: false, why };
  };
  const failed = (why: string): Judgement => {
    open.failed();
    metrics.classifier.inc({ outcome: 'failed' });
    log.warn({ why }, 'the classifier of replies has failed');
    return { ok: false, why };
  };
  const judge = async (question: Question): Promise<Judgement> => {
    if (post === null) return skipped('its secret is not set');
    if (asked >= mostAtOnce) return skipped('it is busy');
    if (!open.mayCall()) return skipped('it has failed and is left alone for a while');
    asked += 1;
    try {
      const answer = await post(questionBody(question), { id: newId(), at: clock.machineNow() });
      const read = readVerdict(answer);
      if (!read.ok) return failed(read.message);
      open.succeeded();
      metrics.classifier.inc({ outcome: 'answered' });
      return read;
    } catch (error) {
      return failed(messageOf(error));
    } finally {
      asked -= 1;
    }
  };
  return { ask, judge };
}
