import type { TraceCarrier } from '@baton/log';
import type { AdmissionCode } from '@baton/protocol';
import { contextFromHeaders, METRICS, SPANS, startSpan, type Telemetry, traceHeaders } from '@baton/telemetry';
import { SpanKind } from '@opentelemetry/api';
import type { ConsensusLog } from './consensus-log.ts';
import type { SubmissionOutcome } from './submission.ts';

/** The door of both transports: admission, measured and traced. The message goes on with the admission's own span. */
export type SubmitDoor = (bytes: Uint8Array, trace: TraceCarrier) => SubmissionOutcome;

export function submitDoor(log: Pick<ConsensusLog, 'submit'>, telemetry: Telemetry): SubmitDoor {
  const admissions = telemetry.counter(METRICS.admissions);
  const refusals = telemetry.counter(METRICS.refusals);
  return (bytes, carrier) => {
    const { span, within } = startSpan(
      telemetry,
      SPANS.logAdmit,
      { kind: SpanKind.CONSUMER },
      contextFromHeaders(carrier),
    );
    const outcome = log.submit(bytes, { ...carrier, ...traceHeaders(within) });
    if (outcome.outcome === 'accepted') admissions.inc({ outcome: 'accepted' });
    else {
      admissions.inc({ outcome: labelOf(outcome.code) });
      refusals.inc({ code: outcome.code });
      span.setAttribute('baton.code', outcome.code);
    }
    span.end();
    return outcome;
  };
}

function labelOf(code: AdmissionCode): 'duplicate' | 'unavailable' | 'rejected' {
  if (code === 'DUPLICATE') return 'duplicate';
  return code === 'LOG_UNAVAILABLE' ? 'unavailable' : 'rejected';
}
