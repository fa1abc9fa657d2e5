import { Button, Code } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Committee } from '../../api/chain.ts';
import { useConsole } from '../../api/context.ts';
import type { Certificate, Handoff } from '../../api/handoff.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { OutcomeView } from '../verify/outcome-view.tsx';
import { useOutcome } from '../verify/use-outcome.ts';
import { download } from './download.ts';
import classes from './handoff.module.css';

interface CertificatePanelProps {
  epoch: number;
  handoff: Handoff;
  certificate: UseQueryResult<Certificate, Error>;
  committee: UseQueryResult<Committee, Error>;
  next: UseQueryResult<Committee, Error>;
}

/** The certificate, verified here and now with the code that nodes run. */
export function CertificatePanel({ epoch, handoff, certificate, committee, next }: CertificatePanelProps) {
  const { via } = useConsole();
  const note = `verified in your browser, against the committees that ${via} read from the chain`;
  if (handoff.certificate === null) {
    return (
      <Panel title="Certificate" flush>
        <Empty title="No certificate">
          {handoff.close.closeRound === null
            ? 'It is minted by the commit in which signatures over one attestation reach a quorum of stake.'
            : 'The epoch closed without one.'}
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title="Certificate"
      note={note}
      actions={<Downloads epoch={epoch} certificate={certificate.data} committee={committee.data} next={next.data} />}
      flush
    >
      <Answer of={certificate} what="the certificate" rows={4}>
        {(read) =>
          committee.isPending || next.isPending ? (
            <Loading what="the committees" rows={4} />
          ) : (
            <Verified certificate={read} committee={committee.data} next={next.data} />
          )
        }
      </Answer>
      <p className={classes.elsewhere}>
        To rely on no node, download these and take the committee from a source of your own:{' '}
        <Link to="/verify">verify files here</Link>, or{' '}
        <Code>
          baton cert verify certificate-{epoch}.json --committee committee-{epoch}.json --next committee-{epoch + 1}
          .json
        </Code>
      </p>
    </Panel>
  );
}

function Verified({
  certificate,
  committee,
  next,
}: {
  certificate: Certificate;
  committee: Committee | undefined;
  next: Committee | undefined;
}) {
  const { outcome, error } = useOutcome(certificate, committee, next ?? null);
  if (error !== null) return <Failure error={error} what="what verifies it" />;
  if (outcome === null) return <Loading what="the verification" rows={4} />;
  return (
    <OutcomeView outcome={outcome} total={committee?.members.reduce((sum, { stake }) => sum + stake, 0) ?? null} />
  );
}

function Downloads({
  epoch,
  certificate,
  committee,
  next,
}: {
  epoch: number;
  certificate: unknown;
  committee: unknown;
  next: unknown;
}) {
  const files = [
    { name: `certificate-${epoch}.json`, label: 'Certificate', value: certificate },
    { name: `committee-${epoch}.json`, label: 'Committee', value: committee },
    { name: `committee-${epoch + 1}.json`, label: 'Next committee', value: next },
  ];
  return files.map(({ name, label, value }) => (
    <Button
      key={name}
      size="compact-sm"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
      disabled={value === undefined}
      onClick={() => download(name, value)}
    >
      {label}
    </Button>
  ));
}
