import { readFileSync } from 'node:fs';
import type { Epoch } from '@baton/protocol';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BOUNDS, OptionError } from './options.ts';

const epoch = Type.Integer({ minimum: 1, maximum: BOUNDS.epochs.max });
const validator = Type.String({ pattern: '^validator-[0-9]{1,3}$' });

const churnEvent = Type.Union([
  Type.Object({ epoch, do: Type.Literal('join') }, { additionalProperties: false }),
  Type.Object(
    { epoch, do: Type.Literal('leave'), validator: Type.Optional(validator) },
    { additionalProperties: false },
  ),
  Type.Object({ epoch, do: Type.Literal('restart'), validator }, { additionalProperties: false }),
  Type.Object({ epoch, do: Type.Literal('new-network-key') }, { additionalProperties: false }),
  Type.Object({ epoch, do: Type.Literal('support-upgrade'), validator }, { additionalProperties: false }),
]);

/**
 * What happens to the committee, by epoch: `join` sits first in it, `leave` no longer sits in it, `restart` is stopped
 * and started during it, `new-network-key` is asked for at its start, `support-upgrade` tells from it on that this
 * validator can run the newest protocol version.
 */
export type ChurnEvent = Static<typeof churnEvent>;

const churnScript = Type.Object(
  {
    /** Epochs to finish, where the command line does not say. */
    epochs: Type.Optional(epoch),
    events: Type.Array(churnEvent, { maxItems: 1_000 }),
  },
  { additionalProperties: false },
);
export type ChurnScript = Static<typeof churnScript>;

/** Ten epochs in which three validators join and two leave: a founding member, and one that joined. */
export const BUILT_IN_CHURN: ChurnScript = {
  epochs: 10,
  events: [
    { epoch: 3, do: 'join' },
    { epoch: 5, do: 'join' },
    { epoch: 6, do: 'leave', validator: 'validator-1' },
    { epoch: 7, do: 'join' },
    { epoch: 9, do: 'leave', validator: 'validator-4' },
  ],
};

/** Reads a script; OptionError names the first thing that is wrong with it. */
export function readChurnScript(path: string): ChurnScript {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OptionError(`--churn ${path} cannot be read`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new OptionError(`--churn ${path} is not JSON`, { cause });
  }
  if (!Value.Check(churnScript, json)) throw new OptionError(`--churn ${path}${problemOf(json)}`);
  return json;
}

/** The place of the first problem; of an event only what it may be is told, not each alternative's complaint. */
function problemOf(json: unknown): string {
  const [first] = Value.Errors(churnScript, json);
  const place = first?.instancePath ?? '';
  const inEvent = /^\/events\/(\d+)/.exec(place);
  if (inEvent === null) return `${place}: ${first?.message ?? 'malformed'}`;
  return ` event ${Number(inEvent[1]) + 1}: is none of join, leave, restart, new-network-key, support-upgrade with its fields`;
}

/** Epochs in which a validator sits: from `joinsAt` on, before `leavesAt`. */
export interface Tenure {
  label: string;
  joinsAt: Epoch;
  leavesAt: Epoch | null;
}

export const COMMITTEE_MIN = BOUNDS.validators.min;
const FIRST_EPOCH = 1;

export function foundingTenures(validators: number): Tenure[] {
  return Array.from({ length: validators }, (_, index) => ({
    label: `validator-${index}`,
    joinsAt: FIRST_EPOCH,
    leavesAt: null,
  }));
}

export const isFounding = ({ joinsAt }: Tenure): boolean => joinsAt === FIRST_EPOCH;

/**
 * Who sits when, from those that found or already belong to the network and the events of this run. OptionError for what
 * cannot be: a leaver that does not sit, too small or too large a committee, a restart of somebody who is not there.
 */
export function planTenures(present: readonly Tenure[], events: readonly ChurnEvent[]): Tenure[] {
  const tenures = present.map((tenure) => ({ ...tenure }));
  for (const event of events.toSorted((a, b) => a.epoch - b.epoch)) {
    if (event.do === 'join') {
      if (event.epoch === FIRST_EPOCH) throw new OptionError('nobody can join at epoch 1: the network begins there');
      tenures.push({ label: `validator-${tenures.length}`, joinsAt: event.epoch, leavesAt: null });
      if (tenures.length > BOUNDS.validators.max)
        throw new OptionError(`more than ${BOUNDS.validators.max} validators`);
    }
    if (event.do === 'leave') {
      if (event.epoch === FIRST_EPOCH) throw new OptionError('nobody can leave at epoch 1: the network begins there');
      leaverOf(tenures, event).leavesAt = event.epoch;
    }
  }
  for (const { epoch: at } of events) {
    const seats = seatsIn(tenures, at).length;
    if (seats < COMMITTEE_MIN)
      throw new OptionError(`epoch ${at} would have ${seats} validators; ${COMMITTEE_MIN} are needed`);
  }
  for (const event of events) {
    if (event.do !== 'restart' && event.do !== 'support-upgrade') continue;
    const label = event.validator;
    if (!seatsIn(tenures, event.epoch).some((tenure) => tenure.label === label))
      throw new OptionError(`${label} does not sit in epoch ${event.epoch}, where it is to ${event.do}`);
  }
  return tenures;
}

/** Who sits in an epoch. */
export function seatsIn<Seat extends Tenure>(tenures: readonly Seat[], at: Epoch): Seat[] {
  return tenures.filter(({ joinsAt, leavesAt }) => joinsAt <= at && (leavesAt === null || at < leavesAt));
}

/** The one that is named, else whoever has sat longest, but the first validator. */
function leaverOf(tenures: Tenure[], event: Extract<ChurnEvent, { do: 'leave' }>): Tenure {
  const sitting = seatsIn(tenures, event.epoch - 1).filter(({ leavesAt }) => leavesAt === null);
  const { validator: label } = event;
  const leaver = label === undefined ? sitting[1] : sitting.find((tenure) => tenure.label === label);
  if (leaver !== undefined) return leaver;
  throw new OptionError(
    `${label ?? 'nobody'} ${label === undefined ? 'is left to leave' : 'does not sit or leaves already, and cannot leave'} at epoch ${event.epoch}`,
  );
}
