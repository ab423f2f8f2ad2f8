import type { HostOptions } from '../options.ts';

export type ApiOptions = Omit<HostOptions, 'json'> & {
  readonly method?: string;
  readonly rawField?: readonly string[];
  readonly field?: readonly string[];
  readonly header?: readonly string[];
  readonly input?: string;
  readonly include?: true;
  readonly paginate?: true;
  readonly slurp?: true;
  readonly jq?: string;
  readonly silent?: true;
};
