import type { TraceCarrier } from '@baton/log';
import type { AdmissionCode } from '@baton/protocol';
import { contextFromTraceparent, METRICS, SPANS, type Telemetry, traceparent } from '@baton/telemetry';
import { context, trace as traces } from '@opentelemetry/api';
import type { ConsensusLog } from './consensus-log.ts';
import type { SubmissionOutcome } from './submission.ts';

/** The door of both transports: admission, measured and traced. The message goes on with the admission's own span. */
export type SubmitDoor = (bytes: Uint8Array, trace: TraceCarrier) => SubmissionOutcome;

export function submitDoor(log: Pick<ConsensusLog, 'submit'>, telemetry: Telemetry): SubmitDoor {
  const admissions = telemetry.counter(METRICS.admissions);
  return (bytes, carrier) => {
    const parent = carrier.traceparent ? contextFromTraceparent(carrier.traceparent) : context.active();
    const span = telemetry.tracer.startSpan(SPANS.logAdmit, {}, parent);
    const own = traceparent(traces.setSpan(parent, span));
    const outcome = log.submit(bytes, own === undefined ? carrier : { ...carrier, traceparent: own });
    admissions.inc({ outcome: outcome.outcome === 'accepted' ? 'accepted' : labelOf(outcome.code) });
    if (outcome.outcome === 'rejected') span.setAttribute('baton.code', outcome.code);
    span.end();
    return outcome;
  };
}

function labelOf(code: AdmissionCode): 'duplicate' | 'unavailable' | 'rejected' {
  if (code === 'DUPLICATE') return 'duplicate';
  return code === 'LOG_UNAVAILABLE' ? 'unavailable' : 'rejected';
}
