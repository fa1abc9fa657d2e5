import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { logStream } from '../../api/changes.ts';
import { API, getJson, withQuery } from '../../api/http.ts';
import { LogEpochsSchema, type Message, MessagesSchema } from '../../api/log.ts';
import { useLog, useStream } from '../../api/read.ts';
import { counted, formatCount } from '../../format/quantity.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import table from '../../parts/table.module.css';
import { MessageDetail } from './message-detail.tsx';
import { MessageRow } from './message-row.tsx';

const PAGE = 50;
/** What is read again with each change: the pages shown; beyond so many, older ones go. */
const PAGES_KEPT = 10;
const POLL_MS = 3_000;

export interface Filter {
  kind: string | undefined;
  author: string | undefined;
  round: number | undefined;
}

interface EpochLogProps {
  epoch: number;
  filter: Filter;
  chosen: number | undefined;
  onChoose: (sequence: number | undefined) => void;
}

/** An epoch's messages, newest first; older ones on demand. */
export function EpochLog({ epoch, filter, chosen, onChoose }: EpochLogProps) {
  const messages = useMessages(epoch, filter);
  const epochs = useLog('v1/log/epochs', LogEpochsSchema, { query: { limit: 200 } });
  const facts = epochs.data?.items.find((one) => one.epoch === epoch);
  const items = messages.data?.pages.flatMap((page) => page.items) ?? [];
  const note = facts && (
    <>
      {facts.messages !== null && `${counted(facts.messages, 'message')} in `}
      {facts.commits !== null && counted(facts.commits, 'commit')}
      {facts.head !== null && `, head at round ${formatCount(facts.head.round)}`}
    </>
  );
  return (
    <Panel
      title={`Messages of epoch ${epoch}`}
      note={note}
      {...(facts === undefined
        ? {}
        : { actions: <Mark tone={facts.sealed ? 'idle' : 'ok'}>{facts.sealed ? 'sealed' : 'open'}</Mark> })}
      flush
    >
      {messages.error !== null && items.length === 0 ? (
        <Failure error={messages.error} what="the messages" again={() => void messages.refetch()} />
      ) : messages.isPending ? (
        <Loading what="the messages" rows={10} />
      ) : items.length === 0 ? (
        <Empty title="No message fits">Another kind, author or round may.</Empty>
      ) : (
        <Messages of={items} epoch={epoch} chosen={chosen} onChoose={onChoose} />
      )}
      {messages.hasNextPage && (
        <div style={{ padding: 10, textAlign: 'center' }}>
          <Button
            variant="default"
            size="compact-sm"
            loading={messages.isFetchingNextPage}
            onClick={() => void messages.fetchNextPage()}
          >
            Older messages
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Messages({
  of,
  epoch,
  chosen,
  onChoose,
}: {
  of: readonly Message[];
  epoch: number;
  chosen: number | undefined;
  onChoose: EpochLogProps['onChoose'];
}) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col" className={table.number}>
            Sequence
          </th>
          <th scope="col" className={table.number}>
            Round
          </th>
          <th scope="col">Consensus time</th>
          <th scope="col">Kind</th>
          <th scope="col">Author</th>
          <th scope="col" className={table.number}>
            Size
          </th>
          <th scope="col">Trace</th>
        </tr>
      </thead>
      <tbody>
        {of.map((message) => {
          const open = message.sequence === chosen;
          return (
            <Fragment key={message.sequence}>
              <MessageRow
                message={message}
                open={open}
                onToggle={() => onChoose(open ? undefined : message.sequence)}
              />
              {open && (
                <tr>
                  <td colSpan={7} style={{ padding: 0 }}>
                    <MessageDetail epoch={epoch} sequence={message.sequence} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function useMessages(epoch: number, filter: Filter) {
  const live = useStream(logStream, true) === 'live';
  const path = `v1/log/epochs/${epoch}/messages`;
  return useInfiniteQuery({
    queryKey: [logStream, path, filter],
    queryFn: ({ pageParam, signal }) =>
      getJson(
        withQuery(`${API}/log/${path}`, { ...filter, limit: PAGE, order: 'desc', cursor: pageParam }),
        MessagesSchema,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    maxPages: PAGES_KEPT,
    refetchInterval: live ? false : POLL_MS,
  });
}
