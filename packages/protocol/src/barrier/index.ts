export * from './barrier.ts';
export * from './held-outputs.ts';
