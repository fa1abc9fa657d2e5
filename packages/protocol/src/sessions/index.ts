export * from './end-of-publish.ts';
export * from './gates.ts';
export * from './lock.ts';
