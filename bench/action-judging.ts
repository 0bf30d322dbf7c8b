import { createActionClassifier } from '../pipeline-server/policy/classify-command.ts';
import type { Figure } from './figures.ts';
import { median } from './statistics.ts';

const COMMANDS = [
  "aws ec2 describe-volumes --filters Name=status,Values=available --query 'Volumes[].VolumeId'",
  'aws ec2 stop-instances --instance-ids i-0123456789abcdef0',
  'aws s3 ls s3://bucket --recursive | sh',
  'aws secretsmanager get-secret-value --secret-id database',
  'kubectl get pods -n shop -o json',
  'kubectl delete pod web-0',
  'terraform apply plan.out',
  'git log --oneline -n 5',
];

const JUDGEMENTS = 200;
const WARM_ROUNDS = 100;

/** How long it takes to judge 200 commands: reads, writes, secrets and what is refused. */
export async function measureActions(repetitions: number): Promise<readonly Figure[]> {
  const classifier = createActionClassifier();
  const judgeAll = async () => {
    for (let each = 0; each < JUDGEMENTS; each += 1) {
      await classifier.classifyCommand(COMMANDS[each % COMMANDS.length] ?? '');
    }
  };
  const took = async () => {
    const started = performance.now();
    await judgeAll();
    return performance.now() - started;
  };
  const firstMs = await took();
  for (let round = 0; round < WARM_ROUNDS; round += 1) await judgeAll();
  const times: number[] = [];
  for (let run = 0; run < repetitions; run += 1) times.push(await took());
  const ms = median(times);
  return [
    { name: `policy: ${JUDGEMENTS} commands judged`, value: ms, unit: 'ms', aim: { below: 5 } },
    { name: 'policy: decisions', value: (JUDGEMENTS / ms) * 1000, unit: '/s' },
    { name: 'policy: the first commands, with the data of AWS', value: firstMs, unit: 'ms' },
  ];
}
