import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PipelineEntry } from '../plugins/plugin-host.ts';

/** The server's figures in Prometheus' text format. */
export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
  /** Counts and times every request of the server. */
  observe(app: FastifyInstance): void;
}

/** Decisions of one hook. */
interface DecisionCount {
  readonly hook: string;
  readonly decision: string;
  readonly count: number;
}

/** Makes the figures of one server: process, requests, plugins by state, and decisions of hooks. */
export function createMetrics(
  listPlugins: () => readonly PipelineEntry[],
  listDecisions: () => readonly DecisionCount[],
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const labelNames = ['method', 'route', 'status'];
  const seconds = new Histogram({
    name: 'xops_http_request_seconds',
    help: 'Requests answered, and the time it took, streams included.',
    labelNames,
    registers,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.5, 1, 5, 20, 60],
  });
  addPluginGauge(registry, listPlugins);
  addDecisionCounter(registry, listDecisions);
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observe(app) {
      app.addHook('onResponse', (request, reply, done) => {
        const labels = {
          method: request.method,
          // The pattern, not the address: ids would make a series each.
          route: request.routeOptions.url ?? 'none',
          status: String(reply.statusCode),
        };
        seconds.observe(labels, reply.elapsedTime / 1000);
        done();
      });
    },
  };
}

function addPluginGauge(registry: Registry, listPlugins: () => readonly PipelineEntry[]): void {
  const gauge = new Gauge({
    name: 'xops_plugins',
    help: 'Plugins by type and state.',
    labelNames: ['type', 'state'],
    registers: [registry],
    collect() {
      gauge.reset();
      for (const { type, error } of listPlugins()) {
        gauge.inc({ type, state: error === undefined ? 'working' : 'failed' });
      }
    },
  });
}

function addDecisionCounter(registry: Registry, list: () => readonly DecisionCount[]): void {
  const counter = new Counter({
    name: 'gate_decisions_total',
    help: 'Decisions of hooks; none allowed what no hook objected to.',
    labelNames: ['hook', 'decision'],
    registers: [registry],
    collect() {
      counter.reset();
      for (const { hook, decision, count } of list()) counter.inc({ hook, decision }, count);
    },
  });
}
