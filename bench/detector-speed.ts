import { createDetector } from '../filters/sovereignty/detector.ts';
import type { Figure } from './figures.ts';
import { median } from './statistics.ts';

const SENTENCES = [
  'Could you tell me why the checkout service was slow yesterday, and which of the teams should look at it first? ',
  'Latency went up at noon, while the error rate stayed flat and nothing was deployed. ',
  'The bill of the data platform grew by 12.5 % since last month; compare EC2, RDS and S3 by account. ',
  'My address is jane.citizen@bigbank.com.au if the report is ready. ',
];

/** Text as people and models write it, with a finding in every 400 characters. */
function chatText(length: number): string {
  const paragraph = SENTENCES.join('');
  return paragraph.repeat(Math.ceil(length / paragraph.length)).slice(0, length);
}

/** How fast the detector reads chat text, in one piece of 100 kB and in pieces of the size of a question. */
export function measureDetector(repetitions: number): readonly Figure[] {
  const detector = createDetector();
  const prompt = chatText(100_000);
  const question = chatText(400);
  const large = chatText(5_000_000);
  for (let run = 0; run < 20; run += 1) detector.inspect(prompt);
  const took = (text: string, times: number): number => {
    const started = performance.now();
    for (let run = 0; run < times; run += 1) detector.inspect(text);
    return (performance.now() - started) / times;
  };
  const medianOf = (text: string, times: number): number =>
    median(Array.from({ length: repetitions }, () => took(text, times)));
  const promptMs = medianOf(prompt, 5);
  return [
    { name: 'detector: prompt of 100 kB', value: promptMs, unit: 'ms', aim: { below: 15 } },
    {
      name: 'detector: chat text',
      value: prompt.length / 1000 / promptMs,
      unit: 'MB/s',
      aim: { atLeast: 20 },
    },
    { name: 'detector: question of 400 characters', value: medianOf(question, 200), unit: 'ms' },
    { name: 'detector: text of 5 MB', value: medianOf(large, 1), unit: 'ms' },
  ];
}
