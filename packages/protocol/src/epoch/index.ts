export * from './commit.ts';
export * from './commit-assembler.ts';
export * from './context.ts';
export * from './fold.ts';
export * from './read-message.ts';
