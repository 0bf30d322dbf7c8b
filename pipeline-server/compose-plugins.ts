import path from 'node:path';
import { createFilters } from '../filters/registry.ts';
import { limitDesk } from './compose-desk.ts';
import { composeTools } from './compose-tools.ts';
import type { Plugin } from './contracts/plugin.ts';
import type { Tool } from './contracts/tool.ts';
import type { Foundation } from './foundation.ts';
import { openExports } from './open-exports.ts';
import { createPluginHost, type PluginHost } from './plugins/plugin-host.ts';

/** The tools of the product. */
export function productTools({
  opened,
  evidence,
  state,
  config,
  ...rest
}: Foundation): readonly Tool[] {
  const { approvals, command, desk, clock, log } = rest;
  return composeTools({
    opened,
    reports: evidence.reports,
    chats: state.chatStore,
    exportsFolder: openExports(config),
    clock,
    log,
    askAboveUsd: config.aws.limits.askAboveUsd,
    changes: approvals.desk,
    commands: command.commands,
    knowledge: limitDesk(desk),
  });
}

async function productPlugins(foundation: Foundation): Promise<readonly Plugin[]> {
  const { createXopsPipe } = await import('./flows/xops/pipe.ts');
  const { clock, opened, state, evidence, config, dashboard, models, approvals } = foundation;
  const { desk: knowledge } = foundation;
  const { reports } = evidence;
  const { askAboveUsd } = config.aws.limits;
  const changes = approvals.desk;
  const gate = { ...foundation.hooked.filterPorts, classifier: foundation.command.classifier };
  const ports = {
    reports,
    chats: state.chatStore,
    clock,
    askAboveUsd,
    dashboard,
    changes,
    knowledge,
  };
  return [
    createXopsPipe({ ...opened, ...ports, models: models.port, hooks: foundation.hooked.hooks }),
    ...createFilters(foundation.sovereignty.filterPorts, gate, { ledger: state.budgets }),
  ];
}

export async function composePluginHost(foundation: Foundation): Promise<PluginHost> {
  const { config, clock, log, state, overrides, models } = foundation;
  const { hookTimeoutMs } = overrides;
  return await createPluginHost({
    builtin: [...(overrides.plugins ?? (await productPlugins(foundation))), ...models.plugins],
    dir: config.pipelines.dir,
    workDir: path.join(config.dataDir, 'compiled-plugins'),
    valvesStore: state.valvesStore,
    log,
    clock,
    ...(hookTimeoutMs === undefined ? {} : { hookTimeoutMs }),
  });
}
