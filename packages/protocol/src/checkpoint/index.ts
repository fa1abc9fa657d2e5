export * from './signing.ts';
export * from './tally.ts';
