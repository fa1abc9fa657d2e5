export * from './stop.ts';
export * from './subjects.ts';
export * from './trace.ts';
