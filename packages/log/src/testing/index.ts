export { chainCommits, type TestChainCommit } from './chain-commits.ts';
export { announcement, endOfPublish, type TestMember, TestNetwork } from './network.ts';
