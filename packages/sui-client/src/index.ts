export * from './chain-view.ts';
export type { IkaChainReader } from './reader.ts';
