import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createRandom } from '../../tools/sample-org/world/random.ts';

const SOPS = new URL('../../../knowledge/sops/', import.meta.url);

/** The shipped SOPs again and again, the words of their lines in another order, so that no two are alike. */
export async function writeRunbooks(folder: string, many: number): Promise<void> {
  const names = (await readdir(SOPS)).filter((name) => name.endsWith('.md'));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, SOPS), 'utf8')));
  const random = createRandom(1);
  for (let at = 0; at < many; at += 1) {
    const text = texts[at % texts.length] ?? '';
    const place = path.join(folder, `${at % 100}`);
    await mkdir(place, { recursive: true });
    await writeFile(
      path.join(place, `${at}.md`),
      mixed(text, () => random.next()),
    );
  }
}

/** Documents of a few lines, each another one. */
export async function writeNotes(folder: string, many: number): Promise<void> {
  for (let at = 0; at < many; at += 1) {
    const place = path.join(folder, `${at % 100}`);
    await mkdir(place, { recursive: true });
    const text = `# Node ${at}\n\n## Steps\n\n${`Drain node ${at} of rack ${at % 37}.\n`.repeat(12)}`;
    await writeFile(path.join(place, `${at}.md`), text);
  }
}

/** What marks a line, and front matter, stays where it is. */
function mixed(text: string, random: () => number): string {
  const lines = text.split('\n');
  const start = lines.indexOf('---', 1) + 1;
  return lines
    .map((line, at) => (at < start || !/^[A-Z]/.test(line) ? line : mixWords(line, random)))
    .join('\n');
}

function mixWords(line: string, random: () => number): string {
  const keyed = line.split(' ').map((word) => ({ word, key: random() }));
  return keyed
    .toSorted((a, b) => a.key - b.key)
    .map(({ word }) => word)
    .join(' ');
}
