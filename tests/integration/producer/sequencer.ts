import { decodeReply, encodeReply, type SubmitReply, submitSubject } from '@baton/log';
import { type AdmissionCode, type ConsensusTransactionKind, decodeEnvelope, keyDigest, toHex } from '@baton/protocol';
import { connect } from '@nats-io/transport-node';

export interface Received {
  bytes: string;
  author: string;
  epoch: number;
  body: ConsensusTransactionKind;
}

/** Answers the submit subject over real NATS, keeps what it was given and refuses what it is told to. */
export interface Sequencer {
  received: Received[];
  ofKind<Kind extends ConsensusTransactionKind['kind']>(kind: Kind): Received[];
  /** refuses the next messages of a kind, one per code */
  refuse(kind: ConsensusTransactionKind['kind'], ...codes: AdmissionCode[]): void;
  close(): Promise<void>;
}

export async function startSequencer(natsUrl: string, network: string): Promise<Sequencer> {
  const connection = await connect({ servers: natsUrl });
  const received: Received[] = [];
  const refusals = new Map<string, AdmissionCode[]>();
  let round = 10;
  connection.subscribe(submitSubject(network), {
    callback: (error, message) => {
      if (error) throw error;
      const { author, epoch, transaction } = decodeEnvelope(message.data);
      const { body } = transaction;
      received.push({ bytes: toHex(message.data), author, epoch, body });
      const respond = (reply: SubmitReply) => {
        const bytes = encodeReply(reply);
        decodeReply(bytes);
        message.respond(bytes);
      };
      const code = refusals.get(body.kind)?.shift();
      if (code !== undefined) return respond({ outcome: 'rejected', code, fault: 'author', detail: 'told to' });
      const digest = keyDigest(transaction);
      round += 1;
      respond({ outcome: 'accepted', keyDigest: digest });
      respond({ outcome: 'sequenced', keyDigest: digest, epoch, round, sequence: round });
    },
  });
  await connection.flush();
  return {
    received,
    ofKind: (kind) => received.filter((message) => message.body.kind === kind),
    refuse: (kind, ...codes) => void refusals.set(kind, codes),
    close: () => connection.close(),
  };
}
