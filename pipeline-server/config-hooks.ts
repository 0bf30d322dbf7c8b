import { Type } from 'typebox';
import { HOOK_MODES } from './contracts/hooks.ts';
import { HOOKS } from './policy/hooks/registry.ts';

const modes = HOOKS.map(({ id, purpose }) => {
  const mode = Type.Enum([...HOOK_MODES], { default: 'on', description: purpose });
  return [id, mode] as const;
});

/** How each hook is run. What a hook is set to on Open WebUI's page of pipelines takes the place of its setting. */
export const HOOK_SETTINGS = Type.Object(Object.fromEntries(modes));
