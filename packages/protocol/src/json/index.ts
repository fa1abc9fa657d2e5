export * from './certificate.ts';
export { JsonField } from './field.ts';
export * from './verify.ts';
