export * from './admission.ts';
export * from './check-envelope.ts';
export { ADMISSION_CODES, type AdmissionCode, type AdmissionRejection } from './codes.ts';
export * from './kinds.ts';
