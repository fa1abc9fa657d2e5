export * from './assemble.ts';
export * from './inputs.ts';
