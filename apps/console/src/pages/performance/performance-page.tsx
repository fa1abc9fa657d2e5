import { useMemo } from 'react';
import { useConsole } from '../../api/context.ts';
import { useHead } from '../../api/head.ts';
import { CommitsSchema } from '../../api/log.ts';
import { useLog } from '../../api/read.ts';
import { counted } from '../../format/quantity.ts';
import { Answer } from '../../parts/answer.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import { Plot } from './plot.tsx';
import { type Columns, intervalsOf, lagsOf, summaryOf, throughputOf } from './series.ts';
import { useSamples } from './use-samples.ts';

const COMMITS_SHOWN = 500;

/** How fast the log goes, and how closely its readers follow. */
export function PerformancePage() {
  const { network } = useConsole();
  const { head } = useHead();
  const epoch = head?.epoch ?? 0;
  const commits = useLog(`v1/log/epochs/${epoch}/commits`, CommitsSchema, {
    query: { limit: COMMITS_SHOWN, order: 'desc' },
    enabled: head !== null,
  });
  const throughput = useMemo(() => throughputOf(commits.data?.items ?? []), [commits.data]);
  const intervals = useMemo(() => intervalsOf(commits.data?.items ?? []), [commits.data]);
  const samples = useSamples();
  const lags = useMemo(() => {
    const labels = network.validators.map(({ label }) => label);
    return lagsOf(samples, labels);
  }, [samples, network]);
  return (
    <Page title="Performance" lead="The last commits of the log, and how far behind each validator’s projections are.">
      <Panel title="Throughput" note={say(throughput[1] ?? [], 'messages in a second')} flush>
        <Answer of={commits} what="the commits">
          {() => (
            <PlotOr
              columns={throughput}
              names={['messages', 'commits']}
              unit="/s"
              label={`Throughput: ${say(throughput[1] ?? [], 'messages in a second')}`}
            />
          )}
        </Answer>
      </Panel>
      <Panel title="Time between commits" note={say(intervals[1] ?? [], 'ms')} flush>
        <Answer of={commits} what="the commits">
          {() => (
            <PlotOr
              columns={intervals}
              names={['interval']}
              unit="ms"
              label={`Time between commits: ${say(intervals[1] ?? [], 'ms')}`}
            />
          )}
        </Answer>
      </Panel>
      <Panel
        title="Lag of the projections"
        note={`rounds behind the head, the worse of freeze and handoff; ${counted(samples.length, 'sample')} since this page was opened`}
        flush
      >
        <PlotOr {...lags} unit="rounds" label={`Lag of ${counted(network.validators.length, 'validator')} in rounds`} />
      </Panel>
    </Page>
  );
}

function PlotOr(props: { columns: Columns; names: readonly string[]; unit: string; label: string }) {
  if (props.columns[0].length < 2) return <Empty title="Not enough to draw yet">It fills as the log goes on.</Empty>;
  return <Plot {...props} />;
}

function say(values: readonly (number | null)[], unit: string): string {
  const summary = summaryOf(values);
  return summary === null
    ? 'nothing yet'
    : `median ${round(summary.median)}, p99 ${round(summary.p99)}, at most ${round(summary.max)} ${unit}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
