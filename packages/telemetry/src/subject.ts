import { type Attributes, type Baggage, type Context, propagation } from '@opentelemetry/api';

/** What a trace is about. Travels as baggage, so that spans made far down the line carry it too. */
export interface TraceSubject {
  network?: string;
  epoch?: number;
  round?: number;
}

const KEYS = { network: 'baton.network', epoch: 'baton.epoch', round: 'baton.round' } as const;
/** Longer names of networks are not configured; longer values come from strangers. */
const VALUE_CHARACTERS_MAX = 64;
const HEADER_CHARACTERS_MAX = 512;
/** What stands in names of networks and in numbers; W3C baggage takes it unescaped. */
const VALUE = /^[\w.:-]+$/;

export function attributesOf(subject: TraceSubject): Attributes {
  const attributes: Attributes = {};
  for (const [name, key] of Object.entries(KEYS)) {
    const value = subject[name as keyof TraceSubject];
    if (value !== undefined) attributes[key] = value;
  }
  return attributes;
}

/** The context with the subject added to what it is about already. */
export function contextAbout(base: Context, subject: TraceSubject): Context {
  let baggage = propagation.getBaggage(base) ?? propagation.createBaggage();
  for (const [key, value] of Object.entries(attributesOf(subject))) {
    if (VALUE.test(String(value))) baggage = baggage.setEntry(key, { value: String(value) });
  }
  return propagation.setBaggage(base, baggage);
}

/** What the context is about; undefined when it says nothing. */
export function subjectOf(from: Context): TraceSubject | undefined {
  const baggage = propagation.getBaggage(from);
  return baggage && read(baggage);
}

function read(baggage: Baggage): TraceSubject {
  const network = baggage.getEntry(KEYS.network)?.value;
  const [epoch, round] = [KEYS.epoch, KEYS.round].map((key) => baggage.getEntry(key)?.value);
  return {
    ...(network === undefined ? {} : { network }),
    ...(epoch === undefined ? {} : { epoch: Number(epoch) }),
    ...(round === undefined ? {} : { round: Number(round) }),
  };
}

/** W3C `baggage` header of the context; undefined when it is about nothing. */
export function baggageHeader(from: Context): string | undefined {
  const subject = subjectOf(from);
  if (!subject) return undefined;
  const entries = Object.entries(attributesOf(subject)).map(([key, value]) => `${key}=${value}`);
  return entries.length === 0 ? undefined : entries.join(',');
}

/** Takes over the three keys of Baton and nothing else: headers come from the network. */
export function contextFromBaggage(header: string | undefined, base: Context): Context {
  if (!header || header.length > HEADER_CHARACTERS_MAX) return base;
  const values = new Map<string, string>();
  for (const entry of header.split(',')) {
    const [key = '', value = ''] = (entry.split(';')[0] ?? '').split('=').map((part) => part.trim());
    if (value.length <= VALUE_CHARACTERS_MAX && VALUE.test(value)) values.set(key, value);
  }
  const network = values.get(KEYS.network);
  const epoch = integer(values.get(KEYS.epoch));
  const round = integer(values.get(KEYS.round));
  const subject = {
    ...(network === undefined ? {} : { network }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(round === undefined ? {} : { round }),
  };
  return Object.keys(subject).length === 0 ? base : contextAbout(base, subject);
}

function integer(value: string | undefined): number | undefined {
  const number = /^\d{1,16}$/.test(value ?? '') ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
