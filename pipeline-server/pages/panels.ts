import type { GroupBy } from '../contracts/parameters.ts';

/** One analysis that feeds a panel, and what of it is shown there. */
export interface PanelCall {
  /** Id of the catalogue. */
  readonly analyzer: string;
  readonly groupBy: GroupBy | null;
  /** Which of the result's headlines become figures, by their position, and what they are called here. */
  readonly figures: readonly { readonly headline: number; readonly label: string }[];
  readonly chart: boolean;
  /** First rows shown as a table; 0 shows none. */
  readonly rows: number;
}

/** The subjects of the dashboard. */
export type PanelId = 'cost' | 'savings' | 'security' | 'inventory' | 'certificates';

/** A panel: which analyses feed it. */
export interface Panel {
  readonly id: PanelId;
  readonly title: string;
  readonly calls: readonly PanelCall[];
}

/** The analyses that feed a panel, an analysis as often as it is asked. */
export function analyzersOf({ calls }: Panel): readonly string[] {
  return calls.map(({ analyzer }) => analyzer);
}

const NOTHING = { groupBy: null, figures: [], chart: false, rows: 0 } as const;

/** The panels in the order in which they are read. Cost Explorer asks USD 0.01 for a request: three are paid here. */
export const PANELS: readonly Panel[] = [
  {
    id: 'cost',
    title: 'Cost',
    calls: [
      {
        ...NOTHING,
        analyzer: 'cost.forecast',
        figures: [
          { headline: 2, label: 'Forecast this month' },
          { headline: 1, label: 'So far' },
          { headline: 0, label: 'Last month' },
        ],
      },
      { ...NOTHING, analyzer: 'cost.history', groupBy: 'month', chart: true },
      { ...NOTHING, analyzer: 'cost.history', groupBy: 'account', rows: 5 },
    ],
  },
  {
    id: 'savings',
    title: 'Savings',
    calls: [
      {
        ...NOTHING,
        analyzer: 'cost.savings.summary',
        figures: [{ headline: 0, label: 'Possible per month' }],
        chart: true,
      },
      { ...NOTHING, analyzer: 'cost.savings.summary', groupBy: 'account', rows: 5 },
    ],
  },
  {
    id: 'security',
    title: 'Security',
    calls: [
      {
        ...NOTHING,
        analyzer: 'sec.findings.critical',
        groupBy: 'account',
        figures: [{ headline: 0, label: 'Critical findings' }],
        chart: true,
      },
      {
        ...NOTHING,
        analyzer: 'sec.findings.high',
        groupBy: 'account',
        figures: [{ headline: 0, label: 'High findings' }],
      },
      { ...NOTHING, analyzer: 'sec.findings.by-control', rows: 5 },
    ],
  },
  {
    id: 'certificates',
    title: 'Certificates',
    calls: [
      {
        ...NOTHING,
        analyzer: 'cert.dashboard',
        figures: [
          { headline: 1, label: 'Expired' },
          { headline: 2, label: 'End within 30 days' },
          { headline: 0, label: 'Certificates' },
        ],
        chart: true,
        rows: 5,
      },
    ],
  },
  {
    id: 'inventory',
    title: 'Inventory',
    calls: [
      {
        ...NOTHING,
        analyzer: 'inv.count.types',
        figures: [
          { headline: 0, label: 'Resources' },
          { headline: 1, label: 'Resource types' },
        ],
        chart: true,
      },
      {
        ...NOTHING,
        analyzer: 'inv.accounts',
        figures: [{ headline: 0, label: 'Accounts' }],
      },
      { ...NOTHING, analyzer: 'inv.count.accounts', rows: 5 },
    ],
  },
];
