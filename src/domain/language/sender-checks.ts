import { sentence } from '../sentence.ts';
import { hint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { problemList } from './report.ts';
import type { Workspace } from './workspace.ts';
import type { CompiledSource } from './written-steps.ts';

/** Whether the pool that a cadence is sent from is one of the workspace. */
export function checkSender(
  { cadence, file, locate }: CompiledSource,
  { pools }: Workspace,
): readonly Problem[] {
  const { problems, report } = problemList(file);
  const pool = cadence.sender?.pool;
  if (pool === undefined || Object.hasOwn(pools, pool)) return problems;
  const meant = hint(pool, Object.keys(pools));
  report(
    'unknown-pool',
    locate(['sender', 'pool']),
    sentence('lint.pool-of-cadence', { pool, meant }),
  );
  return problems;
}
