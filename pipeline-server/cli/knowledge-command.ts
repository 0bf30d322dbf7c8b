import { suggest } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { UsageError } from './command.ts';
import { collectFeedback } from './knowledge-feedback.ts';
import { ingestKnowledge } from './knowledge-ingest.ts';
import { exportKnowledge, importKnowledge, reembedKnowledge } from './knowledge-move.ts';
import { publishKnowledge } from './knowledge-publish.ts';
import { queryKnowledge } from './knowledge-query.ts';
import { showKnowledgeStatus } from './knowledge-status.ts';
import { syncKnowledge } from './knowledge-sync.ts';

type Verb = (args: readonly string[], context: CommandContext) => Promise<ExitCode>;

/** What follows `xops knowledge`, each in a file of its own. */
const VERBS: ReadonlyMap<string, Verb> = new Map([
  ['query', queryKnowledge],
  ['ingest', ingestKnowledge],
  ['sync', syncKnowledge],
  ['status', showKnowledgeStatus],
  ['export', exportKnowledge],
  ['import', importKnowledge],
  ['reembed', reembedKnowledge],
  ['publish', publishKnowledge],
  ['feedback', collectFeedback],
]);

/** `xops knowledge`: SOPs, incident notes and uploads. */
export const knowledgeCommand: Command = {
  name: 'knowledge',
  summary: 'bring SOPs and incident notes in, and search them',
  help: `xops knowledge query <question> [--limit <n>] [--class <class>] [--explain] [--json]
xops knowledge ingest <path> [--source <name>] [--kind <kind>] [--class <class>]
                      [--accept <document>] [--prune] [--dry-run] [--watch] [--json]
xops knowledge sync [<source> …] [--prune] [--dry-run] [--watch] [--json]
xops knowledge status [--json]
xops knowledge export <file>
xops knowledge import <file>
xops knowledge reembed [--from <embedder>] [--keep]
xops knowledge publish [<source> …] [--public] [--prune] [--json]
xops knowledge feedback

query    the passages that answer a question, best first, each with its place: file,
         heading and lines. It says so when nothing is near enough.

  --limit <n>      passages at most, 5 when left out
  --class <class>  the highest class to show: PUBLIC, INTERNAL, CONFIDENTIAL, RESTRICTED
  --explain        how each passage was found: places by words and by vectors, score
  --json           the answer as JSON

ingest   brings the documents of a folder, a git checkout or a zip archive in, or one
         document: Markdown, text, HTML, PDF, Word, CSV. Only what is new or changed is
         read; what is gone from there is removed. Each document is inspected first: one
         that holds a secret or reads like an instruction to a model is held back.
sync     the same for the sources of knowledge.sources in xops.yaml.
status   what is stored, and what of the sources is not, with the reason.
export   writes all documents with their vectors to a new file: a backup, and the way from
         the database to Chroma or back (set CHROMA_URL or not, then import).
import   takes them from such a file. Vectors of another embedder are made anew.
reembed  makes the vectors of all documents anew, after the model of the settings was
         changed. What was before is found until all are there, and is dropped then.
publish  puts sources into Open WebUI as knowledge bases that people can open and attach, and
         keeps them in line; xops-sops are the SOPs of the product. Needs OPEN_WEBUI_URL and
         OPEN_WEBUI_API_KEY.
feedback thumbs and comments that people gave in Open WebUI, a line of JSON each: rating,
         question, what the answer cited. They are candidates for questions of an eval set.

  --source <name>  name of the source; its own name when left out
  --kind <kind>    sop, runbook or incident, of documents that do not say; runbook when
                   left out
  --class <class>  the least class of its documents. Without it, those that declare none
                   are CONFIDENTIAL
  --accept <document>
                   a document, by its path in the source, that you have read and take
                   although it reads like an instruction to a model
  --public         every user of Open WebUI may read what is published, which is then only
                   what is PUBLIC or INTERNAL; without it admins may
  --prune          removes documents also where they are more than 50 or 30 %
  --dry-run        reads and inspects everything, and writes nothing
  --watch          goes on, and brings in what changes, until Ctrl-C
  --from <embedder>
                   whose documents are embedded anew, where there are several
  --keep           keeps the collection that was before
  --json           a line of JSON for each source: added, changed, moved, removed,
                   unchanged, failed

Exit code 3 when documents failed or were held back, 4 when removals were held back.`,
  async run(args, context) {
    const [name = '', ...rest] = args;
    const verb = VERBS.get(name);
    if (verb === undefined) throw new UsageError(unknownVerb(name));
    return await verb(rest, context);
  },
};

function unknownVerb(name: string): string {
  const verbs = [...VERBS.keys()];
  const nearest = suggest(name, verbs);
  const hint = nearest === null ? '' : ` Did you mean "xops knowledge ${nearest}"?`;
  return `xops knowledge ${verbs.join(', ')}.${hint}`;
}
