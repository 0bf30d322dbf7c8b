import { Type } from 'typebox';
import type { OpenWebui } from '../open-webui.ts';
import { NOTHING, type Step } from '../step.ts';

const BANNERS = Type.Array(Type.Object({ id: Type.String() }));
const ID = 'xops';
const PATH = '/api/v1/configs/banners';

/** A line above every chat that tells of the model. */
export const bannerStep: Step = {
  id: 'banner',
  title: 'line above every chat that tells of xOps',
  byDefault: false,
  async wire({ webui }) {
    if (await hasBanner(webui)) return NOTHING;
    const add = async () => await save(webui, (others) => [...others, banner()]);
    return {
      changes: [{ kind: 'add', subject: 'banner', detail: TEXT, apply: add }],
      notes: [],
    };
  },
  async unwire({ webui }) {
    if (!(await hasBanner(webui))) return NOTHING;
    const remove = async () => await save(webui, (others) => others);
    return {
      changes: [{ kind: 'remove', subject: 'banner', detail: TEXT, apply: remove }],
      notes: [],
    };
  },
};

const TEXT = 'Questions about AWS cost, security and inventory: choose the model xOps.';

function banner() {
  const timestamp = Math.floor(Date.now() / 1000);
  return { id: ID, type: 'info', title: 'xOps', content: TEXT, dismissible: true, timestamp };
}

async function hasBanner(webui: OpenWebui): Promise<boolean> {
  return (await webui.read(PATH, BANNERS)).some(({ id }) => id === ID);
}

async function save(
  webui: OpenWebui,
  change: (others: readonly object[]) => readonly object[],
): Promise<void> {
  const others = (await webui.read(PATH, BANNERS)).filter(({ id }) => id !== ID);
  await webui.write(PATH, { banners: change(others) });
}
