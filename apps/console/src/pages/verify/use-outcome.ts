import { useEffect, useState } from 'react';
import { type Outcome, verifyHere } from './verification.ts';

export interface Verifying {
  outcome: Outcome | null;
  error: Error | null;
}

const NOTHING: Verifying = { outcome: null, error: null };

/** Verifies whenever the evidence is another one; nothing while certificate or committee is not there. */
export function useOutcome(certificate: unknown, committee: unknown, next: unknown): Verifying {
  const [verifying, setVerifying] = useState(NOTHING);
  useEffect(() => {
    setVerifying(NOTHING);
    if (certificate === undefined || committee === undefined) return;
    let wanted = true;
    verifyHere({ certificate, committee, next }).then(
      (outcome) => wanted && setVerifying({ outcome, error: null }),
      (error: unknown) =>
        wanted && setVerifying({ outcome: null, error: error instanceof Error ? error : new Error(String(error)) }),
    );
    return () => {
      wanted = false;
    };
  }, [certificate, committee, next]);
  return verifying;
}
