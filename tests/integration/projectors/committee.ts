import {
  type AuthorityName,
  authorityName,
  type CommitteeSnapshot,
  type ConsensusKey,
  chainThresholds,
  type Epoch,
  ed25519PublicKey,
  ed25519Signer,
  type Signer,
} from '@baton/protocol';

export interface Member {
  name: AuthorityName;
  consensusKey: ConsensusKey;
  sign: Signer;
}

const member = (index: number): Member => {
  const seed = new Uint8Array(32).fill(index + 1);
  return {
    name: authorityName((index + 16).toString(16).repeat(48)),
    consensusKey: ed25519PublicKey(seed),
    sign: ed25519Signer(seed),
  };
};

export const MEMBERS: readonly Member[] = [0, 1, 2, 3].map(member);
export const SEQUENCER_SEAT = member(99);

export const committeeOf = (epoch: Epoch): CommitteeSnapshot => ({
  epoch,
  members: MEMBERS.map(({ name, consensusKey }) => ({ name, consensusKey, stake: 1 })),
  ...chainThresholds(MEMBERS.length),
});
