export * from './carry-forward.ts';
export * from './decide.ts';
export * from './effective-inputs.ts';
export * from './fold.ts';
export { joinerCandidateDigest } from './fold-message.ts';
export * from './partition.ts';
export * from './poll-interval.ts';
export * from './rows.ts';
export * from './state.ts';
