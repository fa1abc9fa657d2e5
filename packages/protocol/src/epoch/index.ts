export * from './commit.ts';
export * from './context.ts';
export * from './fold.ts';
