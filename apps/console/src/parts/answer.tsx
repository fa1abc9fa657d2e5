import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isAbsent } from '../api/problem.ts';
import { Empty, Failure, Loading } from './states.tsx';

interface AnswerProps<Value> {
  of: UseQueryResult<Value, Error>;
  /** What is read, in words: `the freeze of epoch 7`. */
  what: string;
  rows?: number;
  /** Said where it is not there; without it that is a failure like others. */
  absent?: { title: string; text: ReactNode };
  children: (value: Value) => ReactNode;
}

/** What was read, or the state that it is in. What is held stays on show while it is read again. */
export function Answer<Value>({ of, what, rows, absent, children }: AnswerProps<Value>) {
  if (of.error !== null && absent !== undefined && isAbsent(of.error))
    return <Empty title={absent.title}>{absent.text}</Empty>;
  if (of.data !== undefined) return children(of.data);
  if (of.error !== null) return <Failure error={of.error} what={what} again={() => void of.refetch()} />;
  return <Loading what={what} {...(rows === undefined ? {} : { rows })} />;
}
