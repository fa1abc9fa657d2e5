import { Link } from '@tanstack/react-router';
import { Page } from '../parts/page.tsx';
import { Panel } from '../parts/panel.tsx';
import { Empty } from '../parts/states.tsx';

export function NotFound() {
  return (
    <Page title="No such page">
      <Panel title="Nothing is at this address">
        <Empty title="The address may be from another version of the console">
          <Link to="/">Go to the overview</Link>
        </Empty>
      </Panel>
    </Page>
  );
}
