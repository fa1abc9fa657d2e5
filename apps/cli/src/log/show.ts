import type { LogFlags } from '../arguments.ts';
import { CommandFailure } from '../failure.ts';
import { consoleOf, logAddress, noLogAt } from '../node/address.ts';
import { below, findJson } from '../node/http.ts';
import { readLabels } from '../node/network.ts';
import { readItems } from '../node/pages.ts';
import { printJson, printLines } from '../output/print.ts';
import { resolveAuthor } from './author.ts';
import { resolveKind } from './kind.ts';
import { commitLines, commitPage, messageLines } from './log-lines.ts';
import { matching, type Wanted } from './matching.ts';

export interface ShowFlags extends LogFlags {
  kind?: string;
  author?: string;
  commits?: boolean;
  reverse?: boolean;
  limit: number;
  json?: boolean;
}

/** Where even the head is not found, it is no log that was asked. */
async function notFound(log: URL, what: string): Promise<CommandFailure> {
  const head = await findJson(below(log, '/v1/log/head'));
  return new CommandFailure(head === undefined ? noLogAt(log) : what);
}

/** One commit with everything in it. */
export async function showCommit(epoch: number, round: number, flags: ShowFlags): Promise<void> {
  const log = await logAddress(flags);
  const commit = await findJson(below(log, `/v1/log/epochs/${epoch}/commits/${round}`));
  if (commit === undefined) throw await notFound(log, `the log has no commit of round ${round} in epoch ${epoch}`);
  const messages = matching(commit, await wanted(flags, epoch));
  if (flags.json === true) printJson({ ...(commit.raw() as object), messages: messages.map((one) => one.raw()) });
  else printLines(commitPage(commit, messages, await readLabels(consoleOf(log, flags))));
}

/** Messages of an epoch, or its commits with `--commits`. */
export async function showEpoch(epoch: number, flags: ShowFlags): Promise<void> {
  const log = await logAddress(flags);
  const order = flags.reverse === true ? 'desc' : 'asc';
  const path = `/v1/log/epochs/${epoch}/${flags.commits === true ? 'commits' : 'messages'}`;
  const items = await readItems(log, path, { ...(await wanted(flags, epoch)), order }, flags.limit);
  if (items === undefined) throw await notFound(log, `the log has no stream of epoch ${epoch}`);
  if (flags.json === true) return printJson({ epoch, items: items.map((item) => item.raw()) });
  if (items.length === 0) return printLines(['nothing of this kind']);
  printLines(
    flags.commits === true ? commitLines(items) : messageLines(items, await readLabels(consoleOf(log, flags))),
  );
}

async function wanted({ kind, author, ...flags }: ShowFlags, epoch: number): Promise<Wanted> {
  return {
    kind: kind === undefined ? undefined : await resolveKind(kind),
    author: author === undefined ? undefined : await resolveAuthor(author, flags, epoch),
  };
}
