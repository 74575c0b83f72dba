import { Registry } from 'prom-client';
import { type HearingMetrics, hearingMetrics } from './metrics/hearing.ts';
import { type MachineMetrics, machineMetrics } from './metrics/machine.ts';
import { type SendingMetrics, sendingMetrics } from './metrics/sending.ts';
import { type StandingMetrics, standingMetrics } from './metrics/standing.ts';

/** Everything that Prometheus can read here; names are part of the public interface. No label holds an address. */
export interface Metrics extends SendingMetrics, HearingMetrics, MachineMetrics {
  readonly registry: Registry;
  /** What is read from database and queue when somebody asks: see `app/metrics-page.ts`. */
  readonly standing: StandingMetrics;
}

/** A registry of its own for each process, so that tests can run several in one. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  return {
    registry,
    ...sendingMetrics(registry),
    ...hearingMetrics(registry),
    ...machineMetrics(registry),
    standing: standingMetrics(registry),
  };
}
