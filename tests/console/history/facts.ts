import type { AuthorityName, Digest, Epoch } from '@baton/protocol';

/** What a test may rely on about the history behind the console. */
export interface HistoryFacts {
  /** The console's start page over this history. */
  readonly consoleUrl: string;
  readonly network: string;
  /** Epochs 1 to this one are complete, certified and sealed; the one after it has begun. */
  readonly lastCompleteEpoch: Epoch;
  readonly committeeSize: number;
  /** The members of each epoch, by epoch, with the names that the console shows. */
  readonly members: Record<Epoch, { label: string; name: AuthorityName }[]>;
  /** Who was silent in an epoch and is carried forward by the certificate before it. */
  readonly carried: Record<Epoch, AuthorityName>;
  /** Joiners whose data no quorum held alike: excluded from that epoch's freeze. */
  readonly excluded: Record<Epoch, AuthorityName>;
  readonly attestationDigests: Record<Epoch, Digest>;
}

/** Asks the run's global set-up for the history; the first that asks waits until it is made. */
export async function historyOf(url: string): Promise<HistoryFacts> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`there is no history: ${await answer.text()}`);
  return (await answer.json()) as HistoryFacts;
}
