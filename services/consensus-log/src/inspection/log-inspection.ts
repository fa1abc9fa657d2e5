import type { LogStore } from '@baton/log';
import type { ConsensusKey, Digest, Epoch, SequencedAt } from '@baton/protocol';
import { type ListPage, listCursors } from '@baton/service-runtime';
import { type CommitView, listCommits, placeOfRound, viewCommit } from './commit-list.ts';
import { EpochInspection } from './epoch-inspection.ts';
import { type EpochView, summarizeEpoch } from './epoch-list.ts';
import { KEY_SEARCH, KeySearch } from './key-search.ts';
import { decodeCommit, findMessage, listMessages, type MessageQuery } from './message-list.ts';
import { encodedOf, type MessageView } from './message-view.ts';
import { InspectionProblem } from './problem.ts';
import type { Order } from './stretches.ts';

/** Epochs whose opening record is remembered, and sealed ones whose summary is. */
const EPOCHS_REMEMBERED = 256;

export interface InspectionSources {
  openStore(epoch: Epoch): LogStore;
  /** Epochs with a stream, newest first. */
  epochs(): Promise<Epoch[]>;
  sequencerKey: ConsensusKey;
}

interface PageQuery {
  cursor?: string | undefined;
  limit: number;
}

/** An answer, and whether it can never be another one. */
export interface Inspected<Value> {
  value: Value;
  final: boolean;
}

/** What the routes of inspection answer. Throws InspectionProblem. docs/spec/log.md#inspection */
export class LogInspection {
  readonly #sources: InspectionSources;
  readonly #inspections = new Map<Epoch, EpochInspection>();
  readonly #sealed = new Map<Epoch, EpochView>();
  readonly #keys = new KeySearch();

  constructor(sources: InspectionSources) {
    this.#sources = sources;
  }

  async epochs({ cursor, limit }: PageQuery): Promise<ListPage<EpochView>> {
    const cursors = listCursors('log.epochs', ['number']);
    const [before = Number.MAX_SAFE_INTEGER] = cursors.read(cursor) ?? [];
    const epochs = (await this.#sources.epochs()).filter((epoch) => epoch < before);
    const page = cursors.page(epochs, limit, (epoch) => [epoch]);
    const views: EpochView[] = [];
    for (const epoch of page.items) {
      const view = await this.#summary(epoch);
      if (view) views.push(view);
    }
    return { items: views, next: page.next };
  }

  async commits(
    epoch: Epoch,
    { cursor, limit, order, from }: PageQuery & { order: Order; from?: number | undefined },
  ): Promise<Inspected<ListPage<CommitView>>> {
    const { inspection, sealed } = await this.#known(epoch);
    const cursors = listCursors(`log.commits ${epoch} ${order}`, ['number']);
    const [place] = cursors.read(cursor) ?? [];
    const first = place === undefined && from !== undefined ? await placeOfRound(inspection, from, order) : null;
    const page = await listCommits(inspection, { order, limit, behind: place ?? first });
    return { value: { items: page.items, next: cursors.next(page.next === null ? null : [page.next]) }, final: sealed };
  }

  async commit(epoch: Epoch, round: number): Promise<CommitView & { messages: MessageView[] }> {
    const { inspection } = await this.#known(epoch);
    const placed = await inspection.markers.ofRoundOrLater(round);
    if (placed?.marker.round !== round)
      throw new InspectionProblem('LOG_ROUND_UNKNOWN', 'no commit of this round in this epoch');
    const messages = await decodeCommit(inspection, placed);
    const kinds: Record<string, number> = {};
    for (const { kind } of messages) if (kind !== null) kinds[kind] = (kinds[kind] ?? 0) + 1;
    return { ...viewCommit(placed, kinds), messages };
  }

  async messages(
    epoch: Epoch,
    query: PageQuery & Omit<MessageQuery, 'behind'>,
  ): Promise<Inspected<ListPage<MessageView>>> {
    const { inspection, sealed } = await this.#known(epoch);
    const { kind, author, round, order, cursor, limit } = query;
    const filters = [epoch, order, kind, author, round].map((part) => part ?? '-').join(' ');
    const cursors = listCursors(`log.messages ${filters}`, ['number']);
    const [behind = null] = cursors.read(cursor) ?? [];
    const page = await listMessages(inspection, { kind, author, round, order, limit, behind });
    return { value: { items: page.items, next: cursors.next(page.next === null ? null : [page.next]) }, final: sealed };
  }

  async message(epoch: Epoch, sequence: number): Promise<MessageView & { encoded: string }> {
    const { inspection } = await this.#known(epoch);
    const found = await findMessage(inspection, sequence);
    if (!found) throw new InspectionProblem('LOG_MESSAGE_UNKNOWN', 'no message of a commit stands at this sequence');
    return { ...found.view, encoded: encodedOf(found.record) };
  }

  /** Where a message stands in an epoch before `present`, or in `only`; null if it is not found within KEY_SEARCH. */
  async findKey(key: Digest, present: Epoch, only: Epoch | undefined): Promise<SequencedAt | null> {
    const epochs = (await this.#sources.epochs()).filter((epoch) =>
      only === undefined ? epoch < present : epoch === only,
    );
    for (const epoch of epochs.slice(0, KEY_SEARCH.epochsMax)) {
      const found = await this.#keys.find(this.#inspect(epoch), key);
      if (found) return found;
    }
    return null;
  }

  async #summary(epoch: Epoch): Promise<EpochView | null> {
    const known = this.#sealed.get(epoch);
    if (known) return known;
    const view = await summarizeEpoch(this.#inspect(epoch));
    if (view?.sealed) remember(this.#sealed, epoch, view);
    return view;
  }

  async #known(epoch: Epoch): Promise<{ inspection: EpochInspection; sealed: boolean }> {
    const inspection = this.#inspect(epoch);
    const description = await inspection.store.describe();
    if (description === null) throw new InspectionProblem('LOG_EPOCH_UNKNOWN', 'no stream for this epoch');
    return { inspection, sealed: description.sealed };
  }

  #inspect(epoch: Epoch): EpochInspection {
    const known = this.#inspections.get(epoch);
    if (known) return known;
    const inspection = new EpochInspection(this.#sources.openStore(epoch), this.#sources.sequencerKey);
    remember(this.#inspections, epoch, inspection);
    return inspection;
  }
}

function remember<Value>(values: Map<Epoch, Value>, epoch: Epoch, value: Value): void {
  values.set(epoch, value);
  const [oldest] = values.keys();
  if (values.size > EPOCHS_REMEMBERED && oldest !== undefined) values.delete(oldest);
}
