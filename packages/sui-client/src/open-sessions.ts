import { objectId } from '@baton/protocol';
import { bcs } from '@mysten/bcs';
import type { OpenUserSession } from './chain-view.ts';
import { ChainError } from './errors.ts';
import { parseExact, type SessionsManager } from './layout/index.ts';
import type { ObjectSource } from './object-source.ts';
import { quantity } from './quantity.ts';

const SequenceNumber = bcs.u64();

/**
 * The user sessions that are not completed: entries of the keeper's table. A session's number and id never change, so a
 * listing that came a little later than the counters differs only by sessions that are newer or meanwhile completed.
 */
export class OpenSessions {
  readonly #source: ObjectSource;
  #seen: { counters: string; sessions: readonly OpenUserSession[] } | null = null;

  constructor(source: ObjectSource) {
    this.#source = source;
  }

  /** Lists only when the counters moved. */
  async read(manager: SessionsManager, signal: AbortSignal): Promise<readonly OpenUserSession[]> {
    const { sessions, completed_sessions_count, next_session_sequence_number } = manager.user_sessions_keeper;
    const counters = `${completed_sessions_count}/${next_session_sequence_number}`;
    if (this.#seen?.counters === counters) return this.#seen.sessions;
    const listed = sessions.size === '0' ? [] : await this.#list(sessions.id, signal);
    const next = quantity(next_session_sequence_number, 'next session');
    const open = listed
      .filter((session) => session.sequenceNumber < next)
      .sort((left, right) => left.sequenceNumber - right.sequenceNumber);
    this.#seen = { counters, sessions: open };
    return open;
  }

  async #list(tableId: string, signal: AbortSignal): Promise<OpenUserSession[]> {
    const fields = await this.#source.listFields(tableId, signal);
    return fields.map(({ fieldId, name, childId }) => {
      if (childId === null) throw new ChainError('MALFORMED_STATE', `${fieldId} is no session`);
      const sequenceNumber = quantity(parseExact(SequenceNumber, name), 'session number');
      return { sequenceNumber, sessionId: objectId(childId) };
    });
  }
}
