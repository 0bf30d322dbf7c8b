/** What AWS puts before usage types, by Region; nothing for us-east-1 and for what is global. */
const PREFIXES: Readonly<Record<string, string>> = {
  'ap-southeast-2': 'APS2-',
  'us-west-2': 'USW2-',
  'eu-west-1': 'EU-',
  'ap-southeast-1': 'APS1-',
  'eu-central-1': 'EUC1-',
  'ap-northeast-1': 'APN1-',
  'us-east-2': 'USE2-',
  'ap-southeast-4': 'APS6-',
  'eu-west-2': 'EUW2-',
  'ca-central-1': 'CAN1-',
  'ap-south-1': 'APS3-',
  'sa-east-1': 'SAE1-',
  'eu-north-1': 'EUN1-',
  'us-west-1': 'USW1-',
  'ap-northeast-2': 'APN2-',
  'eu-west-3': 'EUW3-',
};

/** The prefix of a Region's usage types. */
export function usagePrefix(region: string): string {
  return PREFIXES[region] ?? '';
}
