import { useStatuses } from '../../api/statuses.ts';
import { Mark } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Loading } from '../../parts/states.tsx';
import { EpochProgress } from './epoch-progress.tsx';
import classes from './overview.module.css';
import { ValidatorTable } from './validator-table.tsx';
import { judge, judgeAll } from './verdict.ts';
import { Waits } from './waits.tsx';

/** Is each validator fine? What waits for what, since when? */
export function Overview() {
  const now = useNow();
  const statuses = useStatuses();
  const known = statuses.filter(({ answer }) => answer !== undefined && !answer.isPending);
  const judged = known.map(({ validator, answer }) => ({
    validator,
    status: answer?.data ?? null,
    verdict: judge(answer?.data ?? null, now),
  }));
  const all = judgeAll(
    judged.map(({ verdict }) => verdict),
    statuses.length - known.length,
  );
  const waiting = judged.filter(({ verdict }) => verdict.waits.length > 0 || verdict.tone === 'bad');
  return (
    <Page
      title="Overview"
      actions={
        judged.length > 0 && (
          <span className={classes.all} role="status">
            <Mark tone={all.tone} tinted>
              {all.text}
            </Mark>
          </span>
        )
      }
    >
      <EpochProgress />
      {waiting.length > 0 && <Waits of={waiting} />}
      <Panel title="Validators" note="what the services of each say of themselves" flush>
        {judged.length === 0 ? <Loading what="the validators" /> : <ValidatorTable of={judged} />}
      </Panel>
    </Page>
  );
}
