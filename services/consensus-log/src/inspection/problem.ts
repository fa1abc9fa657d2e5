import { CodedProblem, type ProblemCodes } from '@baton/service-runtime';

/** Status and fault per code of inspection; docs/spec/log.md#inspection */
const INSPECTION_PROBLEMS = {
  LOG_EPOCH_UNKNOWN: [404, 'caller'],
  LOG_ROUND_UNKNOWN: [404, 'caller'],
  LOG_MESSAGE_UNKNOWN: [404, 'caller'],
  LOG_KEY_UNKNOWN: [404, 'caller'],
  DIGEST_MISMATCH: [500, 'sequencer'],
  LOG_BUSY: [503, 'operator'],
  LOG_UNAVAILABLE: [503, 'operator'],
} as const satisfies ProblemCodes<string>;

export class InspectionProblem extends CodedProblem<keyof typeof INSPECTION_PROBLEMS> {
  constructor(code: keyof typeof INSPECTION_PROBLEMS, detail: string, cause?: unknown) {
    super(INSPECTION_PROBLEMS, code, detail, cause);
    this.name = 'InspectionProblem';
  }
}
