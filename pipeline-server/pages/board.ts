import type { Analyzers, RunContext } from '../contracts/analysis.ts';
import type { Clock, Logger } from '../contracts/context.ts';
import type { Parameters } from '../contracts/parameters.ts';
import { type Estimate, openAllowance } from '../contracts/spending.ts';
import { analyzersOf, PANELS, type Panel, type PanelId } from './panels.ts';
import type { PriceAgreements } from './price-agreements.ts';
import { type PanelView, readPanel } from './read-panel.ts';

/** Whose view of what: the same question of the same person is read once, however many pages show it. */
export interface BoardQuestion {
  readonly identity: string;
  readonly parameters: Parameters;
}

/** A panel as it is known now; `view` is null while it is read for the first time or waits for an agreement. */
export interface KnownPanel {
  readonly panel: Panel;
  readonly view: PanelView | null;
  /** The price to which the person must agree before the panel is read again; null when there is none. */
  readonly offer: Estimate | null;
}

/** Told when panels of a question were read anew. */
type Refreshed = (panels: readonly PanelId[]) => void;

/** The panels of everybody who looks. */
export interface Board {
  /** The panels; those that take longer than `patienceMs` are still being read, and are told to watchers when they are there. */
  read(question: BoardQuestion, patienceMs: number): Promise<readonly KnownPanel[]>;
  /** Tells of every refresh until the returned function is called. While somebody watches, panels are read anew when they are old. */
  watch(question: BoardQuestion, refreshed: Refreshed): () => void;
  /** Aborts what is being read and forgets everything. */
  close(): void;
}

/** What a board is made from. */
export interface BoardOptions {
  readonly analyzers: Analyzers;
  readonly prices: PriceAgreements;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds after which a panel is old. What is read then comes from AWS only where the caches have run out. */
  readonly refreshMs: number;
  /** Milliseconds that reading a panel may take. */
  readonly deadlineMs: number;
}

/** Questions that are held; the one that was read longest ago goes first. */
const MOST_QUESTIONS = 64;

/** The timer ticks a little before what it read last is exactly as old as its own period. */
const ALMOST = 0.9;

interface Slot {
  view: PanelView | null;
  reading: Promise<void> | null;
}

interface Entry {
  readonly question: BoardQuestion;
  readonly slots: ReadonlyMap<PanelId, Slot>;
  readonly watchers: Set<Refreshed>;
}

interface BoardState {
  readonly options: BoardOptions;
  readonly entries: Map<string, Entry>;
  readonly stop: AbortController;
  timer: NodeJS.Timeout | null;
}

/** Makes a board over the analyzers. */
export function createBoard(options: BoardOptions): Board {
  const state: BoardState = {
    options,
    entries: new Map(),
    stop: new AbortController(),
    timer: null,
  };
  return {
    async read(question, patienceMs) {
      const entry = entryOf(question, state);
      await atMost(refresh(entry, state), patienceMs);
      return PANELS.map((panel) => ({
        panel,
        view: slotOf(entry, panel.id).view,
        offer: offerOf(panel, entry, state),
      }));
    },
    watch(question, refreshed) {
      const { watchers } = entryOf(question, state);
      watchers.add(refreshed);
      keepFresh(state);
      return () => void watchers.delete(refreshed);
    },
    close() {
      state.stop.abort();
      stopTimer(state);
      state.entries.clear();
    },
  };
}

function entryOf(question: BoardQuestion, { entries }: BoardState): Entry {
  const key = JSON.stringify([question.identity, question.parameters]);
  const entry = entries.get(key) ?? newEntry(question);
  entries.delete(key);
  entries.set(key, entry);
  forgetOldest(entries);
  return entry;
}

/** Reads what is old and not too dear; resolves when everything has been read. All panels share what one question may spend. */
async function refresh(entry: Entry, state: BoardState): Promise<void> {
  const allowance = openAllowance();
  const readings = PANELS.map((panel) => {
    const slot = slotOf(entry, panel.id);
    if (isDue(panel, entry, state)) {
      const context = { ...contextOf(entry, state), allowance };
      slot.reading = readSlot(panel, { entry, state, context }).finally(() => {
        slot.reading = null;
      });
    }
    return slot.reading ?? Promise.resolve();
  });
  await Promise.all(readings);
}

/** A panel that waits for an agreement is not asked, however old it is. */
function isDue(panel: Panel, entry: Entry, state: BoardState): boolean {
  const slot = slotOf(entry, panel.id);
  const isIdle = slot.reading === null && isOld(slot, state.options);
  return isIdle && offerOf(panel, entry, state) === null;
}

/** The price of a panel that may not be asked without an agreement; null while what was read is new enough. */
function offerOf(panel: Panel, entry: Entry, { options }: BoardState): Estimate | null {
  if (!isOld(slotOf(entry, panel.id), options)) return null;
  return options.prices.offer(entry.question, analyzersOf(panel));
}

/** What is read belongs to no single request: it ends with the board or when its time is up. */
function contextOf({ question }: Entry, { stop, options }: BoardState): RunContext {
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(options.deadlineMs)]);
  return { signal, identity: question.identity, report: () => undefined };
}

async function readSlot(
  panel: Panel,
  source: { readonly entry: Entry; readonly state: BoardState; readonly context: RunContext },
): Promise<void> {
  const { entry, context } = source;
  const { options, stop } = source.state;
  const view = await readPanel(panel, {
    analyzers: options.analyzers,
    parameters: entry.question.parameters,
    context,
    now: () => options.clock.now(),
    unforeseen: (err, analyzer) => options.log.error({ err, analyzer }, 'a panel failed'),
  });
  if (stop.signal.aborted) return;
  slotOf(entry, panel.id).view = view;
  for (const tell of entry.watchers) tell([panel.id]);
}

/** Ticks while somebody watches. */
function keepFresh(state: BoardState): void {
  state.timer ??= setInterval(() => {
    const watched = [...state.entries.values()].filter(({ watchers }) => watchers.size > 0);
    for (const entry of watched) void refresh(entry, state);
    if (watched.length === 0) stopTimer(state);
  }, state.options.refreshMs).unref();
}

function stopTimer(state: BoardState): void {
  if (state.timer !== null) clearInterval(state.timer);
  state.timer = null;
}

function newEntry(question: BoardQuestion): Entry {
  const slots = new Map(PANELS.map(({ id }) => [id, { view: null, reading: null } as Slot]));
  return { question, slots, watchers: new Set() };
}

function slotOf({ slots }: Entry, id: PanelId): Slot {
  const slot = slots.get(id);
  if (slot === undefined) throw new Error(`There is no panel ${id}.`);
  return slot;
}

/** A panel with a failure is asked again at once: what AWS refused may have been put right. */
function isOld({ view }: Slot, { clock, refreshMs }: BoardOptions): boolean {
  if (view === null || view.failures.length > 0) return true;
  return clock.now().getTime() - Date.parse(view.readAt) >= refreshMs * ALMOST;
}

function forgetOldest(entries: Map<string, Entry>): void {
  for (const [key, { watchers }] of entries) {
    if (entries.size <= MOST_QUESTIONS) return;
    if (watchers.size === 0) entries.delete(key);
  }
}

async function atMost(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
