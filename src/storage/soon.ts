/**
 * A value or a promise of it. Cached values continue synchronously, because a dozen resolved promises would
 * cost more than the rest of the checks of a request.
 */
export type Soon<Value> = Value | Promise<Value>;

/** Continues with a value, immediately if it is available. */
export function soon<Value, Result>(value: Soon<Value>, next: (value: Value) => Soon<Result>): Soon<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
