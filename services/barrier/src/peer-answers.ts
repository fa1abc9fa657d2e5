import type { Digest, Epoch } from '@baton/protocol';
import type { Peer } from './epoch-facts.ts';

/** What a peer said to one question, as an operator is told it. */
export type PeerAnswerKind = 'good' | 'bad' | 'none' | 'failed';

export interface PeerAnswer {
  peer: string;
  url: string;
  /** The certificate of the epoch before, or the digest of a certified output. */
  asked: 'certificate' | Digest;
  answer: PeerAnswerKind;
  /** What is wrong with the bytes, or how the connection failed. */
  detail: string | null;
  /** How often this was asked of this peer since the node started. */
  attempts: number;
  /** Local clock, milliseconds. */
  atMs: number;
}

export type NoteAnswer = (
  peer: Peer,
  asked: PeerAnswer['asked'],
  said: { answer: PeerAnswerKind; detail?: string | undefined },
) => void;

/** Epochs whose answers are kept: those that can wait at once. */
const EPOCHS_KEPT = 16;

/** The last answer of each peer to each question, until the epoch opens. As many as peers times certified outputs. */
export class PeerAnswers {
  readonly #now: () => number;
  readonly #answers = new Map<Epoch, Map<string, PeerAnswer>>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  noteFor(epoch: Epoch): NoteAnswer {
    return (peer, asked, { answer, detail }) => {
      const ofEpoch = this.#answers.get(epoch) ?? new Map<string, PeerAnswer>();
      this.#answers.set(epoch, ofEpoch);
      const [oldest] = this.#answers.keys();
      if (this.#answers.size > EPOCHS_KEPT && oldest !== undefined) this.#answers.delete(oldest);
      const key = `${peer.name}/${asked}`;
      const attempts = (ofEpoch.get(key)?.attempts ?? 0) + 1;
      const said = { asked, answer, detail: detail ?? null, attempts, atMs: this.#now() };
      ofEpoch.set(key, { peer: peer.name, url: peer.url, ...said });
    };
  }

  of(epoch: Epoch): PeerAnswer[] {
    return [...(this.#answers.get(epoch)?.values() ?? [])];
  }

  forget(epoch: Epoch): void {
    this.#answers.delete(epoch);
  }
}
