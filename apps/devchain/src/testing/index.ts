export * from './checkpoint.ts';
export * from './fixture.ts';
export * from './genesis.ts';
