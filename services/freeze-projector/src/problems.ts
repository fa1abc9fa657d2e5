import { notFound } from '@baton/service-runtime';

export const unknownEpoch = () => notFound('FREEZE_EPOCH_UNKNOWN', 'Nothing of this epoch has been read from the log');
export const unknownName = () =>
  notFound('FREEZE_NAME_UNKNOWN', 'Neither committee nor log of this epoch knows this name');
