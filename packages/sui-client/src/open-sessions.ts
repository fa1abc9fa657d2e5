import { objectId } from '@baton/protocol';
import { bcs } from '@mysten/bcs';
import type { OpenUserSession } from './chain-view.ts';
import { ChainError } from './errors.ts';
import { u64EntryFieldId } from './field-id.ts';
import { Address, parseExact, type SessionsManager } from './layout/index.ts';
import type { ObjectSource } from './object-source.ts';
import { quantity } from './quantity.ts';

/** `Field<Wrapper<u64>, ID>`: its own id, the session's number, the id of the session's object. */
const EntryField = bcs.struct('Field<Wrapper<u64>, ID>', { id: Address, name: bcs.u64(), value: Address });

/**
 * The user sessions that this epoch has to complete and that are not completed: at most as many as the buffer allows,
 * however many wait beyond the target. Each is looked up by its number; the table is listed once, at the start.
 */
export class OpenSessions {
  readonly #source: ObjectSource;
  /** By number; null where the session was not found yet. */
  #open: Map<number, OpenUserSession | null> | null = null;
  #lookedUpTo = 0;
  #settled = '';

  constructor(source: ObjectSource) {
    this.#source = source;
  }

  /** Reads only when the counters moved. */
  async read(manager: SessionsManager, signal: AbortSignal): Promise<readonly OpenUserSession[]> {
    const keeper = manager.user_sessions_keeper;
    const completed = quantity(keeper.completed_sessions_count, 'completed sessions');
    const target = quantity(manager.last_user_initiated_session_to_complete_in_current_epoch, 'target');
    const counters = `${completed}/${target}`;
    if (this.#open !== null && this.#settled === counters) return this.#found();
    const open = this.#open ?? (await this.#start(keeper.sessions, target, signal));
    this.#open = open;
    for (let number = this.#lookedUpTo + 1; number <= target; number++) open.set(number, null);
    this.#lookedUpTo = Math.max(this.#lookedUpTo, target);
    const numbers = [...open.keys()];
    const entries = await this.#source.fetchExisting(
      numbers.map((number) => u64EntryFieldId(keeper.sessions.id, number)),
      signal,
    );
    const present = new Map<number, OpenUserSession>();
    for (const [index, entry] of entries.entries()) {
      const number = numbers[index];
      if (entry === null || number === undefined) continue;
      const { name, value } = parseExact(EntryField, entry.content);
      if (Number(name) !== number)
        throw new ChainError('MALFORMED_STATE', `${entry.objectId} is not session ${number}`);
      present.set(number, { sequenceNumber: number, sessionId: objectId(value) });
    }
    // Fewer than are open by the counters: completed meanwhile, or not served yet; the next reading tells.
    const settled = present.size === target - completed;
    for (const number of numbers) {
      const session = present.get(number);
      if (session !== undefined) open.set(number, session);
      else if (settled) open.delete(number);
      else open.set(number, null);
    }
    this.#settled = settled ? counters : '';
    return this.#found();
  }

  #found(): OpenUserSession[] {
    return [...(this.#open?.values() ?? [])]
      .filter((session) => session !== null)
      .sort((left, right) => left.sequenceNumber - right.sequenceNumber);
  }

  async #start(
    table: { id: string; size: string },
    target: number,
    signal: AbortSignal,
  ): Promise<Map<number, OpenUserSession | null>> {
    const listed = table.size === '0' ? [] : await this.#source.listFields(table.id, signal);
    const numbers = listed.map(({ name }) => quantity(parseExact(bcs.u64(), name), 'session number'));
    this.#lookedUpTo = target;
    return new Map(numbers.filter((number) => number <= target).map((number) => [number, null]));
  }
}
