export { chainCommits, type TestChainCommit } from './chain-commits.ts';
export { announcement, endOfPublish, TEST_SEQUENCER_SEED, type TestMember, TestNetwork } from './network.ts';
