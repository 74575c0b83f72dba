import { suggestion } from './nearest.ts';
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
  const meant = suggestion(pool, Object.keys(pools));
  const message = `There is no pool ${pool} in workspace.yaml${meant}`;
  report('unknown-pool', locate(['sender', 'pool']), message);
  return problems;
}
