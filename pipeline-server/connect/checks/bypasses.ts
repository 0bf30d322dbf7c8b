import { findBypasses } from '../bypasses.ts';
import { type Check, caution } from '../check.ts';

/** Ways to models past our server, where no guard stands. */
export const bypassCheck: Check = {
  id: 'webui-bypasses',
  title: 'Ways past this server',
  good: 'none, or guarded',
  async look({ webui, wiring, guard }) {
    const ways = await findBypasses(webui, wiring);
    const open = guard === null ? ways : ways.filter((way) => way.includes('Direct Connections'));
    if (open.length === 0) return null;
    return caution(open.join(' '), 'Run xops connect --guard, or remove them.');
  },
};
