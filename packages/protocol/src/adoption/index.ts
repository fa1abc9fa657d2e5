export * from './decide.ts';
export * from './instantiation.ts';
export * from './memo.ts';
