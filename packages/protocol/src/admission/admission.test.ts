import { describe, expect, it } from 'vitest';
import {
  announcementOf,
  EPOCH,
  envelopeOf,
  NETWORK,
  nameOf,
  nextSnapshot,
  opened,
  rules,
  signerOf,
  ZERO_DIGEST,
} from '../../test/epoch.ts';
import {
  ADMISSION_CODES,
  type AdmissionFacts,
  type AdmissionRules,
  type ConsensusTransactionKind,
  createCommittee,
  decideAdmission,
  type Envelope,
  encodeEnvelope,
  examineSubmission,
  faultOf,
  fromHex,
  type HandoffAttestation,
  objectId,
  protocolConfiguration,
  SEQUENCER,
  signAnnouncement,
  signHandoffAttestation,
  toHex,
} from '../index.ts';

const FREE: AdmissionFacts = { duplicateOf: null, rateLimited: false, closed: false, logAvailable: true };
const HERE: AdmissionRules = { ...rules, nextCommittee: null };
const KEY_ID = objectId(`0x${'09'.repeat(32)}`);

const attestation: HandoffAttestation = { epoch: EPOCH, nextCommitteeHash: ZERO_DIGEST, items: [] };

function voteOf(index: number, changed: Partial<HandoffAttestation> = {}, signer = index): ConsensusTransactionKind {
  const handoffSignature = signHandoffAttestation({ ...attestation, ...changed }, nameOf(signer), signerOf(signer));
  return { kind: 'end_of_publish_v2', authority: nameOf(index), handoffSignature };
}

function relayOf(joiner: number, signer = joiner, epoch = EPOCH + 1): ConsensusTransactionKind {
  const announcement = { validator: nameOf(joiner), epoch, timestampMs: 1, blobHash: ZERO_DIGEST };
  return { kind: 'relayed_validator_mpc_data_announcement', signed: signAnnouncement(announcement, signerOf(signer)) };
}

function decideBytes(bytes: Uint8Array, facts: Partial<AdmissionFacts> = {}, changed: Partial<AdmissionRules> = {}) {
  const examination = examineSubmission({ network: NETWORK, bytes }, { ...HERE, ...changed });
  return decideAdmission(examination, { ...FREE, ...facts });
}

function decide(envelope: Envelope, facts: Partial<AdmissionFacts> = {}, changed: Partial<AdmissionRules> = {}) {
  return decideBytes(encodeEnvelope(envelope), facts, changed);
}

function codeOf(decision: ReturnType<typeof decide>): string {
  return decision.outcome === 'rejected' ? decision.code : decision.outcome;
}

const good = envelopeOf(1, announcementOf(1));
const goodBytes = encodeEnvelope(good);
const version3 = { configuration: protocolConfiguration(3) };
const next = { nextCommittee: createCommittee(nextSnapshot) };

/** The envelope's bytes with a u64 or a byte replaced: author is 49 bytes, epoch 8, tracking id 8, then the kind. */
function patched(offset: number, hex: string): Uint8Array {
  const bytes = goodBytes.slice();
  bytes.set(fromHex(hex), offset);
  return bytes;
}

const REJECTIONS: Record<(typeof ADMISSION_CODES)[number], () => ReturnType<typeof decide>> = {
  TRUNCATED: () => decideBytes(goodBytes.subarray(0, -1)),
  TRAILING_BYTES: () => decideBytes(Buffer.concat([goodBytes, fromHex('00')])),
  NON_CANONICAL: () => decideBytes(Buffer.concat([fromHex('b000'), goodBytes.subarray(1)])),
  OVERSIZED: () => decideBytes(new Uint8Array(300_000)),
  UNKNOWN_KIND: () => decideBytes(patched(65, '63')),
  INTEGER_OUT_OF_RANGE: () => decideBytes(patched(49, 'ff'.repeat(8))),
  MALFORMED: () => decideBytes(patched(0, '2f')),
  WRONG_NETWORK: () => decideAdmission(examineSubmission({ network: 'other', bytes: goodBytes }, HERE), FREE),
  WRONG_EPOCH: () => decide(envelopeOf(1, announcementOf(1), EPOCH - 1)),
  UNKNOWN_AUTHOR: () => decide(envelopeOf(9, announcementOf(9))),
  AUTHOR_MISMATCH: () => decide(envelopeOf(1, announcementOf(2))),
  KIND_NOT_ADMITTED: () => decide(envelopeOf(1, { kind: 'end_of_publish', authority: nameOf(1) })),
  INVALID_SIGNATURE: () => decide({ ...good, signature: envelopeOf(2, announcementOf(1)).signature }),
  JOINER_UNREGISTERED: () => decide(envelopeOf(1, relayOf(9)), {}, next),
  JOINER_SIGNATURE_INVALID: () => decide(envelopeOf(1, relayOf(5, 4)), {}, next),
  DUPLICATE: () => decide(good, { duplicateOf: 'waiting' }),
  RATE_LIMITED: () => decide(good, { rateLimited: true }),
  EPOCH_CLOSED: () => decide(good, { closed: true }),
  LOG_UNAVAILABLE: () => decide(good, { logAvailable: false }),
};

describe('admission', () => {
  it('admits what stands, with its identities', () => {
    expect(decide(good)).toMatchObject({ outcome: 'admitted', envelope: good });
  });

  it.each(ADMISSION_CODES)('rejects with %s, and says whose fault it is', (code) => {
    expect(REJECTIONS[code]()).toMatchObject({ outcome: 'rejected', code, fault: faultOf(code) });
  });

  it('checks in the order of its codes', () => {
    const everythingWrong = { rateLimited: true, closed: true, logAvailable: false, duplicateOf: 'waiting' } as const;
    const wrong = { ...envelopeOf(9, announcementOf(2), EPOCH + 3), signature: good.signature };
    const bytes = encodeEnvelope(wrong);
    const codes = [
      codeOf(decideAdmission(examineSubmission({ network: 'other', bytes }, HERE), everythingWrong)),
      codeOf(decide(wrong, everythingWrong)),
      codeOf(decide({ ...wrong, epoch: EPOCH }, everythingWrong)),
      codeOf(decide({ ...wrong, epoch: EPOCH, author: nameOf(1) }, everythingWrong)),
      codeOf(decide({ ...wrong, epoch: EPOCH, author: nameOf(2) }, everythingWrong, version3)),
      codeOf(decide({ ...wrong, epoch: EPOCH, author: nameOf(2) }, everythingWrong)),
      codeOf(decide(good, everythingWrong)),
      codeOf(decide(good, { ...everythingWrong, duplicateOf: null })),
      codeOf(decide(good, { closed: true, logAvailable: false })),
      codeOf(decide(good, { logAvailable: false })),
    ];
    expect(codes).toEqual([
      'WRONG_NETWORK',
      'WRONG_EPOCH',
      'UNKNOWN_AUTHOR',
      'AUTHOR_MISMATCH',
      'KIND_NOT_ADMITTED',
      'INVALID_SIGNATURE',
      'DUPLICATE',
      'RATE_LIMITED',
      'EPOCH_CLOSED',
      'LOG_UNAVAILABLE',
    ]);
  });

  it('tells a duplicate where it was sequenced', () => {
    const sequencedAt = { epoch: EPOCH, round: 4, sequence: 11 };
    expect(decide(good, { duplicateOf: sequencedAt })).toMatchObject({ code: 'DUPLICATE', sequencedAt });
    expect(decide(good, { duplicateOf: 'waiting' })).not.toHaveProperty('sequencedAt');
  });

  it('lets nothing but checkpoint signatures in after the close', () => {
    const checkpoint = { epoch: EPOCH, sequenceNumber: 1, contentsDigest: ZERO_DIGEST };
    const checkpointSignature = { checkpoint, authority: nameOf(1), signature: '00'.repeat(96) as never };
    for (const kind of ['dwallet_checkpoint_signature', 'system_checkpoint_signature'] as const) {
      expect(codeOf(decide(envelopeOf(1, { kind, checkpointSignature }), { closed: true }))).toBe('admitted');
    }
  });
});

describe('identities', () => {
  const examined = (envelope: Envelope) => {
    const examination = examineSubmission({ network: NETWORK, bytes: encodeEnvelope(envelope) }, HERE);
    if (examination.outcome !== 'examined') throw new Error(examination.code);
    return examination;
  };

  it('are the key for bound kinds, whatever else the message says', () => {
    const other = { ...announcementOf(1), announcement: { ...announcementBody(), blobHash: '11'.repeat(32) as never } };
    const [a, b] = [examined(good), examined(envelopeOf(1, other as ConsensusTransactionKind))];
    expect(a.dedupIdentity).toBe(a.keyDigest);
    expect([a.dedupIdentity === b.dedupIdentity, a.digest === b.digest]).toEqual([true, false]);
  });

  it("are the whole body for a relay: a forged one leaves the genuine one's identity free, another relayer does not", () => {
    const [genuine, forged, again] = [
      examined(envelopeOf(1, relayOf(5))),
      examined(envelopeOf(1, relayOf(5, 4))),
      examined(envelopeOf(2, relayOf(5))),
    ];
    expect(forged.keyDigest).toBe(genuine.keyDigest);
    expect(forged.dedupIdentity).not.toBe(genuine.dedupIdentity);
    expect(again.dedupIdentity).toBe(genuine.dedupIdentity);
  });
});

function announcementBody() {
  const body = announcementOf(1);
  if (body.kind !== 'validator_mpc_data_announcement') throw new Error('another kind');
  return body.announcement;
}

describe('binding by kind', () => {
  const signal = { authority: nameOf(1), epoch: EPOCH, sequenceNumber: 0, validatedPeers: [] };
  const dkg = { authority: nameOf(1), keyId: KEY_ID, epoch: EPOCH };
  const vote = { ...dkg, output: 'dkg' as const, digest: ZERO_DIGEST };
  const notification = { authority: nameOf(1), generation: 1, supportedVersions: [] };
  const outputs = [{ sessionId: KEY_ID, sequenceNumber: 1, digest: ZERO_DIGEST, rejected: false }];
  const results = { authority: nameOf(1), epoch: EPOCH, batch: 0, outputs };
  const checkpoint = { epoch: EPOCH, sequenceNumber: 1, contentsDigest: ZERO_DIGEST };
  const checkpointSignature = { checkpoint, authority: nameOf(1), signature: '00'.repeat(96) as never };

  it.each([
    announcementOf(1),
    { kind: 'epoch_mpc_data_ready_signal', signal },
    { kind: 'network_key_dkg_ready_signal', signal: dkg },
    { kind: 'session_output_vote', vote },
    { kind: 'user_session_outputs', results },
    { kind: 'capability_notification_v1', notification },
    { kind: 'dwallet_checkpoint_signature', checkpointSignature },
    { kind: 'system_checkpoint_signature', checkpointSignature },
    voteOf(1),
  ] as ConsensusTransactionKind[])('$kind comes from the authority it names', (body) => {
    expect(codeOf(decide(envelopeOf(1, body)))).toBe('admitted');
    expect(codeOf(decide(envelopeOf(2, body)))).toBe('AUTHOR_MISMATCH');
  });

  it('an end-of-publish vote bundles its own signature over the current epoch', () => {
    expect(codeOf(decide(envelopeOf(1, voteOf(1, {}, 2))))).toBe('AUTHOR_MISMATCH');
    expect(codeOf(decide(envelopeOf(1, voteOf(1, { epoch: EPOCH - 1 }))))).toBe('WRONG_EPOCH');
  });

  it('a handoff signature is no matter of admission: the vote counts without it', () => {
    const body = voteOf(1) as Extract<ConsensusTransactionKind, { kind: 'end_of_publish_v2' }>;
    const forged = { ...body, handoffSignature: { ...body.handoffSignature, signature: '00'.repeat(64) as never } };
    expect(codeOf(decide(envelopeOf(1, forged)))).toBe('admitted');
  });

  it('any member may relay, for the next epoch only', () => {
    expect(codeOf(decide(envelopeOf(3, relayOf(5)), {}, next))).toBe('admitted');
    expect(codeOf(decide(envelopeOf(3, relayOf(5, 5, EPOCH)), {}, next))).toBe('WRONG_EPOCH');
    expect(codeOf(decide(envelopeOf(3, relayOf(9)), {}, { nextCommittee: null }))).toBe('admitted');
  });

  it('an output vote may be for an earlier session, not for a later one', () => {
    const of = (epoch: number) => envelopeOf(1, { kind: 'session_output_vote', vote: { ...vote, epoch } });
    expect([EPOCH - 1, EPOCH, EPOCH + 1].map((epoch) => codeOf(decide(of(epoch))))).toEqual([
      'admitted',
      'admitted',
      'WRONG_EPOCH',
    ]);
  });
});

describe('kinds by protocol version', () => {
  it('version 3 has end_of_publish and nothing of the off-chain pipeline', () => {
    expect(codeOf(decide(envelopeOf(1, { kind: 'end_of_publish', authority: nameOf(1) }), {}, version3))).toBe(
      'admitted',
    );
    for (const body of [announcementOf(1), voteOf(1), relayOf(5)]) {
      expect(codeOf(decide(envelopeOf(1, body), {}, version3))).toBe('KIND_NOT_ADMITTED');
    }
  });

  it("the sequencer's records can't be submitted, not even with its own key", () => {
    const record: ConsensusTransactionKind = { kind: 'epoch_opened', record: opened };
    expect(codeOf(decide(envelopeOf(1, record)))).toBe('KIND_NOT_ADMITTED');
    expect(codeOf(decide(envelopeOf(0, record)))).toBe('KIND_NOT_ADMITTED');
    expect(codeOf(decide({ ...envelopeOf(1, record), author: SEQUENCER }))).toBe('INVALID_SIGNATURE');
    expect(codeOf(decide(envelopeOf(0, announcementOf(1))))).toBe('UNKNOWN_AUTHOR');
    const foreign: ConsensusTransactionKind = { kind: 'epoch_opened', record: { ...opened, network: 'other' } };
    expect(codeOf(decide(envelopeOf(0, foreign)))).toBe('WRONG_NETWORK');
  });

  it('every byte of the envelope is signed', () => {
    for (let offset = 58; offset < 65; offset++) {
      const byte = goodBytes[offset] as number;
      expect(codeOf(decideBytes(patched(offset, toHex(new Uint8Array([byte ^ 1])))))).toBe('INVALID_SIGNATURE');
    }
  });
});
