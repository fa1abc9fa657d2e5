export * from './end-of-publish.ts';
export * from './gates.ts';
export * from './lock.ts';
export * from './number-set.ts';
export * from './output-votes.ts';
