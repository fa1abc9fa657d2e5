/** A part of the network ended by itself, or an epoch did not end. */
export class LocalnetFailure extends Error {
  override name = 'LocalnetFailure';
}
