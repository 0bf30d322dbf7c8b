import type { Terminal } from './terminal.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;
const CLEAR_LINE = '\r\u001b[2K';

/** Shows what is being done. */
export interface ProgressLine {
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** A spinner on a terminal; plain lines where nothing can be overwritten. */
export function createProgressLine(terminal: Terminal): ProgressLine {
  return terminal.animated ? spinner(terminal) : plainLines(terminal);
}

function plainLines(terminal: Terminal): ProgressLine {
  return { show: (text) => terminal.err(`${text}\n`), clear: () => undefined };
}

function spinner(terminal: Terminal): ProgressLine {
  let text = '';
  let frame = 0;
  let timer: NodeJS.Timeout | null = null;
  const draw = (): void => {
    frame = (frame + 1) % FRAMES.length;
    const line = `${FRAMES[frame]} ${text}`.slice(0, terminal.columns - 1);
    terminal.err(`${CLEAR_LINE}${line}`);
  };
  return {
    show(next) {
      text = next;
      timer ??= setInterval(draw, FRAME_MS).unref();
      draw();
    },
    clear() {
      if (timer === null) return;
      clearInterval(timer);
      timer = null;
      terminal.err(CLEAR_LINE);
    },
  };
}
