/**
 * A value or a promise of it. Cached values continue synchronously, because a dozen resolved promises would
 * cost more than the rest of the checks of a request.
 */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Continues with a value, immediately if it is available. */
export function andThen<Value, Result>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
