export * from './buffer.ts';
export * from './joiner.ts';
export * from './record.ts';
export * from './timestamp.ts';
