import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PipelineEntry } from '../plugins/plugin-host.ts';

/** The server's figures in Prometheus' text format. */
export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
  /** Counts and times every request of the server. */
  observe(app: FastifyInstance): void;
}

/** Makes the figures of one server: process, requests, and plugins by state. */
export function createMetrics(listPlugins: () => readonly PipelineEntry[]): Metrics {
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
