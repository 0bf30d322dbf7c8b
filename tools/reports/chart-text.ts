import type { Chart } from '../../pipeline-server/contracts/results.ts';

/** Draws a chart as SVG whose texts and lines are in `currentColor`. */
export type DrawChart = (chart: Chart) => Promise<string>;
