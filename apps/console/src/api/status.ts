import * as v from 'valibot';
import { flag, instantOrNull, list, text, textOrNull } from './shapes.ts';

const ServiceSchema = v.object({
  readiness: v.object({ ready: flag, waitingFor: textOrNull, since: instantOrNull }),
  status: v.optional(v.record(v.string(), v.unknown()), {}),
});

export const StatusSchema = v.object({
  services: v.record(v.string(), ServiceSchema),
  unreachable: list(text),
});

export type ServiceStatus = v.InferOutput<typeof ServiceSchema>;
export type ValidatorStatus = v.InferOutput<typeof StatusSchema>;
