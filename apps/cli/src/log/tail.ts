import { EventSource } from 'eventsource';
import type { LogFlags } from '../arguments.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { Field } from '../json-input.ts';
import { consoleOf, logAddress, noLogAt } from '../node/address.ts';
import { below, malformed } from '../node/http.ts';
import { readLabels } from '../node/network.ts';
import { printJsonLine, printLines } from '../output/print.ts';
import { resolveAuthor } from './author.ts';
import { resolveKind } from './kind.ts';
import { tailLine } from './log-lines.ts';
import { matching } from './matching.ts';

/** Characters of one event that are read at most; the server sends smaller ones. */
const EVENT_CHARACTERS_MAX = 1_024 * 1_024;

export interface TailFlags extends LogFlags {
  kind?: string;
  author?: string;
  /** Also commits without messages. */
  all?: boolean;
  /** Commits to show; without it until Ctrl-C. */
  count?: number;
  json?: boolean;
}

/** Follows the log by its server-sent events; they resume by themselves after an interruption. */
export async function tailLog(flags: TailFlags): Promise<number> {
  const log = await logAddress(flags);
  const labels = await readLabels(consoleOf(log, flags));
  const author = flags.author === undefined ? undefined : await resolveAuthor(flags.author, flags);
  const kind = flags.kind === undefined ? undefined : await resolveKind(flags.kind);
  let left = flags.count ?? Number.POSITIVE_INFINITY;
  await follow(log, interruption(), (event) => {
    const messages = matching(event, { kind, author });
    if (messages.length === 0 && flags.all !== true) return true;
    if (flags.json === true) printJsonLine(event.raw());
    else printLines([tailLine(event, messages, labels)]);
    left -= 1;
    return left > 0;
  });
  return EXIT.ok;
}

/** Until `onCommit` answers false or the signal aborts; rejects when the log refuses or was never reached. */
function follow(log: URL, signal: AbortSignal, onCommit: (event: Field) => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const url = below(log, '/v1/log/events');
  const source = new EventSource(url, { maxBufferSize: EVENT_CHARACTERS_MAX });
  let reached = false;
  let away = false;
  source.addEventListener('open', () => {
    if (away) process.stderr.write('baton: the log answers again\n');
    reached = true;
    away = false;
  });
  source.addEventListener('error', ({ code, message }) => {
    if (code !== undefined) reject(new CommandFailure(code === 404 ? noLogAt(log) : `${url.href} answered ${code}`));
    else if (!reached) reject(new CommandFailure(`${url.origin} does not answer`, EXIT.failure, { cause: message }));
    else if (!away) process.stderr.write('baton: the log does not answer; trying again\n');
    away = true;
  });
  source.addEventListener('reset', () =>
    process.stderr.write('baton: commits were missed; `baton log show` has them\n'),
  );
  source.addEventListener('commit', ({ data }) => {
    try {
      if (!onCommit(new Field(JSON.parse(data), url.href, malformed))) resolve();
    } catch (error) {
      reject(error);
    }
  });
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => source.close());
}
