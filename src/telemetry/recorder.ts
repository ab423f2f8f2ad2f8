import type { CounterName, GaugeName, HistogramName, LabelsOf } from './metric-catalog.ts';

/** Takes the measurements of this process. */
export type Recorder = {
  /** Adds to a counter, by default 1. */
  readonly add: <Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by?: number) => void;
  /** Adds a value to a histogram, in the unit of its name. */
  readonly observe: <Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number) => void;
  readonly set: <Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, value: number) => void;
};

/**
 * The recorder of this process; null without metrics, so that measuring costs one comparison then. Clocks are read only for
 * a recorder, too.
 */
export let recorder: Recorder | null = null;

/** Starts to measure, or stops with null. */
export function recordWith(next: Recorder | null): void {
  recorder = next;
}
