import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Of the process itself; the names without `cadence_` are those that dashboards know from other programs. */
export interface MachineMetrics {
  readonly httpSeconds: Histogram<'part' | 'status'>;
}

export function machineMetrics(registry: Registry): MachineMetrics {
  const registers = [registry];
  let cpuSeconds = 0;
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Time on a processor, of the program and of the system for it',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1e6;
      this.inc(Math.max(0, seconds - cpuSeconds));
      cpuSeconds = seconds;
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process began',
    registers,
    collect() {
      this.set(performance.timeOrigin / 1_000);
    },
  });
  let before = performance.eventLoopUtilization();
  new Gauge({
    name: 'cadence_event_loop_utilization_ratio',
    help: 'How much of the time since it was last asked the one thread of the process was busy; near 1: it is the limit',
    registers,
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, before).utilization);
      before = now;
    },
  });
  return {
    httpSeconds: new Histogram({
      name: 'cadence_http_request_seconds',
      help: 'Time to answer a request, by part (api, console, webhooks, public) and class of status',
      labelNames: ['part', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
  };
}
