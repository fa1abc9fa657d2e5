import { setTimeout as delay } from 'node:timers/promises';
import { type AuthorityName, decideJoinerFanOut, distinctPeersRequired } from '@baton/protocol';
import type { PushAnswer } from './relay-client.ts';

export interface Member {
  name: AuthorityName;
  url: string;
}

export interface FanOutOptions {
  /** Members that can be asked, read anew for each attempt. */
  members: () => readonly Member[];
  /** Seats of the current committee, reachable or not. */
  committeeSize: number;
  intervalMs: number;
  push: (member: Member) => Promise<PushAnswer>;
  /** Told after every answer. */
  onProgress: (progress: FanOutProgress) => void;
  signal: AbortSignal;
}

export interface FanOutProgress {
  state: 'pushing' | 'done' | 'exhausted';
  attempts: number;
  accepted: AuthorityName[];
  required: number;
  /** The last answer of each member that was asked. */
  answers: MemberAnswer[];
}

export interface MemberAnswer {
  name: AuthorityName;
  url: string;
  /** `accepted`, why not, or how the connection failed. */
  answer: string;
  detail: string | null;
  /** How often this member was asked. */
  attempts: number;
  /** Local clock, milliseconds. */
  atMs: number;
}

/**
 * All members that have not accepted are asked at once, attempt after attempt; one that is still busy with the last is
 * left to it, so that a slow one holds up nobody. Ends with the last answer; rejects only when aborted.
 * docs/spec/producer.md#joiner
 */
export async function fanOut(options: FanOutOptions): Promise<FanOutProgress> {
  const { committeeSize, intervalMs, signal, onProgress } = options;
  const accepted = new Set<AuthorityName>();
  const answers = new Map<AuthorityName, MemberAnswer>();
  const asking = new Map<AuthorityName, Promise<void>>();
  const enough = Promise.withResolvers<void>();
  const required = distinctPeersRequired(committeeSize);
  let attempts = 0;
  let state: FanOutProgress['state'] = 'pushing';
  const progress = (): FanOutProgress => ({
    state,
    attempts,
    accepted: [...accepted],
    required,
    answers: [...answers.values()],
  });

  const ask = async (member: Member): Promise<void> => {
    const answer = await options.push(member);
    const said =
      answer.kind === 'accepted'
        ? { answer: 'accepted', detail: null }
        : { answer: answer.reason, detail: answer.detail ?? null };
    const times = (answers.get(member.name)?.attempts ?? 0) + 1;
    answers.set(member.name, { ...member, ...said, attempts: times, atMs: Date.now() });
    if (answer.kind === 'accepted') accepted.add(member.name);
    asking.delete(member.name);
    if (accepted.size >= required) {
      state = 'done';
      enough.resolve();
    }
    onProgress(progress());
  };

  while (state === 'pushing') {
    attempts += 1;
    for (const member of options.members()) {
      if (!accepted.has(member.name) && !asking.has(member.name)) asking.set(member.name, ask(member));
    }
    const pause = new AbortController();
    const waited = delay(intervalMs, undefined, { signal: AbortSignal.any([signal, pause.signal]) });
    await Promise.race([enough.promise, waited.catch(() => undefined)]);
    pause.abort();
    signal.throwIfAborted();
    const decide = () => decideJoinerFanOut({ acceptedPeers: [...accepted], attemptsMade: attempts, committeeSize });
    if (decide().outcome !== 'exhausted') continue;
    await Promise.all(asking.values());
    if (decide().outcome === 'exhausted') state = 'exhausted';
  }
  onProgress(progress());
  await Promise.all(asking.values());
  return progress();
}
