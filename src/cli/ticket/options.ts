import type { HostOptions } from '../options.ts';
import type { Priority, Sort, Status } from './words.ts';

export type ListOptions = HostOptions & {
  readonly board?: string;
  readonly status?: Status;
  readonly assignee?: string;
  readonly search?: string;
  readonly sort?: Sort;
  readonly limit: number;
};

export type ViewOptions = HostOptions & { readonly comments?: true; readonly web?: true };

export type TextOptions = HostOptions & { readonly body?: string; readonly bodyFile?: string };

export type CreateOptions = TextOptions & {
  readonly board: string;
  readonly title: string;
  readonly status?: Status;
  readonly priority?: Priority;
  readonly assignee?: string;
};

export type CommentOptions = TextOptions & { readonly internal?: true };
