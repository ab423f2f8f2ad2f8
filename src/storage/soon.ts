/**
 * A value that is there, or the promise of one. What a request finds in memory it goes on with at once: a dozen promises
 * that wait for nothing cost more than the rest of its way in.
 */
export type Soon<Value> = Value | Promise<Value>;

/** Goes on with a value: at once where it is there, else when it comes. */
export function soon<Value, Result>(value: Soon<Value>, next: (value: Value) => Soon<Result>): Soon<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
