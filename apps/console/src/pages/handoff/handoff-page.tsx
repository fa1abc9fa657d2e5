import { CommitteeSchema } from '../../api/chain.ts';
import { CertificateSchema, HandoffSchema } from '../../api/handoff.ts';
import { useVia } from '../../api/read.ts';
import { counted } from '../../format/quantity.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import { EpochPage } from '../epoch-page.tsx';
import { Attestations } from './attestations.tsx';
import { CertificatePanel } from './certificate-panel.tsx';
import { CloseDecision } from './close-decision.tsx';
import { Items } from './items.tsx';
import { Outputs } from './outputs.tsx';
import { Votes } from './votes.tsx';

// The code that verifies comes while the certificate does.
void import('../verify/protocol.ts');

/** What the epoch hands over, by whose signatures, how it closed, and whether the certificate holds. */
export function HandoffPage() {
  return (
    <EpochPage
      path="/epochs/$epoch/handoff"
      lead="What the next epoch inherits, who signed it, and how the epoch ended."
    >
      {(epoch, current) => <HandoffOf key={epoch} epoch={epoch} settled={!current} />}
    </EpochPage>
  );
}

function HandoffOf({ epoch, settled }: { epoch: number; settled: boolean }) {
  const handoff = useVia(`v1/handoff/epochs/${epoch}`, HandoffSchema, { settled });
  const committee = useVia(`v1/chain/epochs/${epoch}/committee`, CommitteeSchema, { settled });
  const next = useVia(`v1/chain/epochs/${epoch + 1}/committee`, CommitteeSchema, { settled });
  // An epoch that is over has one, but for the rarest: it is not waited for until that is certain.
  const enabled = settled || handoff.data?.certificate != null;
  const certificate = useVia(`v1/handoff/epochs/${epoch}/certificate`, CertificateSchema, { enabled, settled });
  const quorum = committee.data?.quorumThreshold ?? 0;
  const total = committee.data?.members.reduce((sum, { stake }) => sum + stake, 0) ?? 0;
  const absent = {
    title: 'Nothing folded yet',
    text: `This validator has read nothing of epoch ${epoch} from the log.`,
  };
  return (
    <Answer of={handoff} what={`the handoff of epoch ${epoch}`} absent={absent}>
      {(read) => (
        <>
          <CloseDecision handoff={read} quorum={quorum} total={total} />
          <CertificatePanel epoch={epoch} handoff={read} certificate={certificate} committee={committee} next={next} />
          <Attestations handoff={read} quorum={quorum} total={total} />
          {certificate.data !== undefined && (
            <Panel
              title="Items"
              note={`${counted(certificate.data.attestation.items.length, 'digest')} that the next epoch inherits`}
              flush
            >
              <Items of={certificate.data.attestation.items} />
            </Panel>
          )}
          <Panel
            title="Votes and signatures"
            note={`${read.votes.length} of ${committee.data?.members.length ?? '?'} members voted`}
            flush
          >
            {read.votes.length === 0 ? (
              <Empty title="No vote yet">A vote carries the member’s signature over what it attests.</Empty>
            ) : (
              <Votes handoff={read} />
            )}
          </Panel>
          {read.outputs.length > 0 && (
            <Panel title="Network-key outputs" note="of this epoch’s sessions" flush>
              <Outputs of={read.outputs} />
            </Panel>
          )}
        </>
      )}
    </Answer>
  );
}
