export * from './announcement.ts';
export * from './capability.ts';
export * from './checkpoint.ts';
export * from './epoch-records.ts';
export * from './handoff.ts';
export * from './network-key.ts';
export * from './ready-signal.ts';
export * from './transaction.ts';
