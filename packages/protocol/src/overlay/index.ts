export * from './chain-read.ts';
export * from './merge.ts';
export * from './snapshot.ts';
