import { Button, NumberInput, Select } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useConsole } from '../../api/context.ts';
import { useHead } from '../../api/head.ts';
import { LogEpochsSchema, MESSAGE_KINDS } from '../../api/log.ts';
import { useLog } from '../../api/read.ts';
import { capital, words } from '../../format/words.ts';
import { Page } from '../../parts/page.tsx';
import { Loading } from '../../parts/states.tsx';
import { EpochLog } from './epoch-log.tsx';
import classes from './log.module.css';

const route = getRouteApi('/log');
const EPOCHS_OFFERED = 200;

/** Everything that was ordered: by kind, author, round and epoch. */
export function LogPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { network } = useConsole();
  const { head } = useHead();
  const epochs = useLog('v1/log/epochs', LogEpochsSchema, { query: { limit: EPOCHS_OFFERED } });
  const offered = epochs.data?.items.map(({ epoch }) => epoch) ?? (head === null ? [] : [head.epoch]);
  const epoch = search.epoch ?? head?.epoch ?? offered[0];
  const choose = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, message: undefined, ...changed }), replace: true });
  const filtered = search.kind !== undefined || search.author !== undefined || search.round !== undefined;
  return (
    <Page title="Log" lead="Every message in its order, as consensus-log keeps it.">
      <search className={classes.filters}>
        <Select
          label="Epoch"
          w={110}
          data={[...new Set([...(epoch === undefined ? [] : [epoch]), ...offered])].map(String)}
          value={epoch === undefined ? null : String(epoch)}
          onChange={(value) => choose({ epoch: value === null ? undefined : Number(value), round: undefined })}
        />
        <Select
          label="Kind"
          w={250}
          placeholder="All kinds"
          clearable
          allowDeselect
          searchable
          data={MESSAGE_KINDS.map((kind) => ({ value: kind, label: capital(words(kind)) }))}
          value={search.kind ?? null}
          onChange={(kind) => choose({ kind: kind ?? undefined })}
        />
        <Select
          label="Author"
          w={170}
          placeholder="Everyone"
          clearable
          allowDeselect
          searchable
          data={network.validators.flatMap(({ label, authority }) =>
            authority === null ? [] : [{ value: authority, label }],
          )}
          value={search.author ?? null}
          onChange={(author) => choose({ author: author ?? undefined })}
        />
        <NumberInput
          key={search.round ?? 'any'}
          label="Round"
          w={110}
          size="xs"
          placeholder="Any"
          min={0}
          allowDecimal={false}
          hideControls
          defaultValue={search.round ?? ''}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          onBlur={(event) => {
            const text = event.currentTarget.value.replace(/\D/g, '');
            const round = text === '' ? undefined : Number(text);
            if (round !== search.round) choose({ round });
          }}
        />
        {filtered && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => choose({ kind: undefined, author: undefined, round: undefined })}
          >
            Clear filters
          </Button>
        )}
      </search>
      {epoch === undefined ? (
        <Loading what="the log" rows={8} />
      ) : (
        <EpochLog
          key={epoch}
          epoch={epoch}
          filter={{ kind: search.kind, author: search.author, round: search.round }}
          chosen={search.message}
          onChoose={(message) =>
            void navigate({
              search: (now) => ({ ...now, message, ...(message === undefined ? {} : { epoch }) }),
              resetScroll: false,
              replace: true,
            })
          }
        />
      )}
    </Page>
  );
}
