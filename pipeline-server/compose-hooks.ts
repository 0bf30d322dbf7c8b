import type { HooksFilterPorts, HookValves } from '../filters/hooks.ts';
import type { Config } from './config.ts';
import type { AuditLog } from './contracts/audit.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { HookDecision, HookMode, HookPass, HookSettings, Hooks } from './contracts/hooks.ts';
import { ALSO_BUILT_IN, HOOKS } from './policy/hooks/registry.ts';
import { createHooks } from './policy/run-hooks.ts';

/** How often a hook decided something; `none` allowed what no hook objected to. */
interface HookCount {
  readonly hook: string;
  readonly decision: string;
  readonly count: number;
}

/** The hooks, and who sets and watches them. */
export interface HookServices {
  readonly hooks: Hooks;
  readonly filterPorts: HooksFilterPorts;
  readonly counts: () => readonly HookCount[];
}

/** What they are composed of. */
export interface HookFoundation {
  readonly config: Pick<Config, 'hooks' | 'approvals'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Opens the hooks with the modes of the settings, until an admin sets others. */
export function composeHooks(foundation: HookFoundation): HookServices {
  const { config } = foundation;
  const counts = new Map<string, HookCount>();
  let valves: HookValves = { modes: new Map(), killSwitch: false };
  const modeOf = (id: string): HookMode => valves.modes.get(id) ?? config.hooks[id] ?? 'on';
  const hooks = createHooks({
    hooks: HOOKS,
    modeOf,
    settings: () => limitsOf(config, valves),
    decided(pass) {
      count(counts, pass);
      for (const decision of pass.said) record(decision, pass, foundation);
    },
  });
  const about = HOOKS.map(({ id, purpose }) => ({ id, purpose, builtIn: ALSO_BUILT_IN.has(id) }));
  return {
    hooks,
    filterPorts: {
      about,
      hooks,
      apply(set) {
        valves = set;
        recordModes(
          about.map(({ id }) => [id, modeOf(id)] as const),
          set,
          foundation,
        );
      },
    },
    counts: () => [...counts.values()],
  };
}

function limitsOf(
  { approvals }: HookFoundation['config'],
  { killSwitch }: HookValves,
): HookSettings {
  return { ...approvals.limits, freezes: approvals.freezes, killSwitch };
}

function count(counts: Map<string, HookCount>, { said, decision }: HookPass): void {
  const decided = said.map(({ hook, mode, verdict }) => ({
    hook,
    decision: mode === 'warn' ? 'warn' : verdict.decision,
  }));
  const all = decision === 'allow' ? [...decided, { hook: 'none', decision }] : decided;
  for (const each of all) {
    const key = `${each.hook} ${each.decision}`;
    counts.set(key, { ...each, count: (counts.get(key)?.count ?? 0) + 1 });
  }
}

/** Without a word of what was looked at: a message may name resources. */
function record(
  { hook, stage, mode, verdict }: HookDecision,
  { input }: HookPass,
  foundation: HookFoundation,
): void {
  const { decision } = verdict;
  const { proof } = input.actor;
  append('hook.decided', { hook, stage, mode, decision, proof }, foundation);
}

function recordModes(
  modes: readonly (readonly [string, HookMode])[],
  { killSwitch }: HookValves,
  foundation: HookFoundation,
): void {
  const idsIn = (wanted: HookMode) => modes.flatMap(([id, mode]) => (mode === wanted ? [id] : []));
  append('hooks.set', { warn: idsIn('warn'), off: idsIn('off'), killSwitch }, foundation);
}

/** Nobody waits for it: what a hook denies is not done, whether it is written down or not. */
function append(
  kind: string,
  facts: Parameters<AuditLog['append']>[0]['facts'],
  { audit, clock, log }: HookFoundation,
): void {
  const entry = { at: clock.now().toISOString(), kind, facts };
  audit
    .appendLater(entry)
    .catch((err: unknown) => log.error({ err }, 'a hook could not be recorded'));
}
