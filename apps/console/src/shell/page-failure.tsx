import type { ErrorComponentProps } from '@tanstack/react-router';
import { Page } from '../parts/page.tsx';
import { Panel } from '../parts/panel.tsx';
import { Failure } from '../parts/states.tsx';

/** A page that broke, or whose code could not be loaded: after an upgrade of the node, say. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const again = () => {
    reset();
    location.reload();
  };
  return (
    <Page title="This page failed">
      <Panel title="The console has met something that it does not know">
        <Failure error={error instanceof Error ? error : new Error(String(error))} what="this page" again={again} />
      </Panel>
    </Page>
  );
}
