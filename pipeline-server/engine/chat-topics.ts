/** A theme of questions: its tag, the words that show it, and what people ask next. */
interface Topic {
  readonly tag: string;
  readonly words: readonly string[];
  readonly followUps: readonly string[];
}

const TOPICS: readonly Topic[] = [
  {
    tag: 'Cost',
    words: [
      'cost',
      'costs',
      'spend',
      'spending',
      'bill',
      'billing',
      'saving',
      'savings',
      'forecast',
      'budget',
      'idle',
      'unattached',
      'gp2',
      'expensive',
    ],
    followUps: [
      'Show cost by account',
      'Compare cost with the previous month',
      'Show idle EC2 across all accounts',
    ],
  },
  {
    tag: 'Security',
    words: [
      'security',
      'finding',
      'findings',
      'vulnerability',
      'vulnerabilities',
      'exposure',
      'public',
      'compliance',
      'critical',
    ],
    followUps: [
      'Show critical security findings by account',
      'What is publicly exposed?',
      'Export this as CSV',
    ],
  },
  {
    tag: 'Certificates',
    words: [
      'certificate',
      'certificates',
      'cert',
      'certs',
      'tls',
      'ssl',
      'acm',
      'expiry',
      'expire',
      'expiring',
    ],
    followUps: [
      'Which certificates expire in the next 30 days?',
      'Show certificates by account',
      'Export this as CSV',
    ],
  },
  {
    tag: 'Inventory',
    words: [
      'inventory',
      'resource',
      'resources',
      'count',
      'tag',
      'tags',
      'untagged',
      'instances',
      'volumes',
      'stopped',
    ],
    followUps: [
      'Count resources by type and account',
      'Show tag coverage by account',
      'Export this as CSV',
    ],
  },
];

const SERVICES = [
  'EC2',
  'EBS',
  'S3',
  'RDS',
  'Lambda',
  'IAM',
  'VPC',
  'EKS',
  'ECS',
  'DynamoDB',
  'CloudFront',
];

const MOST_FOLLOW_UPS = 3;

/** Tags of a conversation: its topics and AWS services, or `General` alone. */
export function tagsOf(text: string): readonly string[] {
  const words = wordsOf(text);
  const services = SERVICES.filter((service) => words.has(service.toLowerCase()));
  const tags = [...topicsOf(words).map((topic) => topic.tag), ...services];
  return tags.length === 0 ? ['General'] : tags.slice(0, 5);
}

/** What a person may ask next; nothing when no topic was recognised, and never what was asked already. */
export function suggestFollowUps(questions: readonly string[]): readonly string[] {
  const asked = questions.map(wordsOf);
  const topics = topicsOf(wordsOf(questions.join('\n')));
  const isNew = (suggestion: string) =>
    !asked.some((words) => [...wordsOf(suggestion)].every((word) => words.has(word)));
  const suggestions = new Set(topics.flatMap((topic) => topic.followUps));
  return [...suggestions].filter(isNew).slice(0, MOST_FOLLOW_UPS);
}

function topicsOf(words: ReadonlySet<string>): readonly Topic[] {
  return TOPICS.filter((topic) => topic.words.some((word) => words.has(word)));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? []);
}
