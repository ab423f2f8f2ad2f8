/** How the values of several workers become one. Counters and histograms are added. */
type AcrossWorkers = 'sum' | 'max' | 'min' | 'first';

type Entry = {
  /** What it measures, as one line without a full stop. */
  readonly help: string;
  /** For each label, which values it has. They are few: never a path, an ID, an address or a name of a tenant. */
  readonly labels: Readonly<Record<string, string>>;
} & (
  | { readonly type: 'counter' }
  | { readonly type: 'histogram'; readonly buckets: readonly number[] }
  | { readonly type: 'gauge'; readonly acrossWorkers: AcrossWorkers }
);

/** Upper bounds of buckets in seconds: for whole requests, for steps of them, and for work that nobody waits for. */
const requestTimes = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const stepTimes = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const taskTimes = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30, 60];

/**
 * Every metric of Spedy's own. docs/observability.md has a row for each, which `npm run metrics` writes and a test compares;
 * the names follow https://prometheus.io/docs/practices/naming/.
 */
export const metricCatalog = {
  spedy_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Request duration in seconds',
    labels: {
      method: 'the HTTP method',
      route: 'the pattern of the path, such as `/api/v1/tickets/:id`; `none` for an unknown path',
      status: 'the status code',
    },
    buckets: requestTimes,
  },
  spedy_http_requests_in_progress: {
    type: 'gauge',
    help: 'Requests that have begun and are not answered yet',
    labels: {},
    acrossWorkers: 'sum',
  },
  spedy_http_refusals_total: {
    type: 'counter',
    help: 'Requests answered with an error, by its code',
    labels: { code: 'a code of [errors.md](errors.md), or an error code of OAuth or SCIM' },
  },
  spedy_refused_requests_total: {
    type: 'counter',
    help: 'Requests refused with 503 because of too much load, by queue and reason',
    labels: {
      queue: 'as in `spedy_queue_waiting`',
      reason: '`tenant_queue`, `queue`, `deadline`, `abandoned`, `event_loop`',
    },
  },
  spedy_verifications_total: {
    type: 'counter',
    help: 'Checked credentials, by kind and outcome; a request with a body is checked again when it has arrived',
    labels: {
      kind: '`pat`, `oauth`, `session`, or `malformed` for what has no valid form or checksum',
      outcome:
        '`accepted`, or why not: `token_invalid`, `token_revoked`, `token_expired`, `plan_required`, `pats_disabled`, `authentication_required`',
    },
  },
  spedy_cache_lookups_total: {
    type: 'counter',
    help: 'Look-ups in the caches that the change feed keeps current, by result',
    labels: {
      cache: '`credentials`, or `rows` for organizations, clients and other rows',
      result:
        '`hit`; `miss`, which queries the database; `shared`, which waits for a running query; `bypass`, without the cache because it is off or the feed is not current',
    },
  },
  spedy_credential_cache_entries: {
    type: 'gauge',
    help: 'Credentials in the cache',
    labels: {},
    acrossWorkers: 'sum',
  },
  spedy_change_feed_reads_total: {
    type: 'counter',
    help: 'Reads of the change feed, by outcome',
    labels: { outcome: '`ok`, `failed`' },
  },
  spedy_change_feed_read_duration_seconds: {
    type: 'histogram',
    help: 'Duration of reads of the change feed in seconds',
    labels: {},
    buckets: stepTimes,
  },
  spedy_change_feed_lag_seconds: {
    type: 'gauge',
    help: 'Age of what the slowest worker knows of the change feed; above 1 it does not use its cache',
    labels: {},
    acrossWorkers: 'max',
  },
  spedy_change_feed_last_read_timestamp_seconds: {
    type: 'gauge',
    help: 'Unix time of the last good read of the change feed by the slowest worker; its start before the first one',
    labels: {},
    acrossWorkers: 'min',
  },
  spedy_change_feed_gaps_total: {
    type: 'counter',
    help: 'Times that changes may have been missed, so that the caches were emptied; once at each start',
    labels: {},
  },
  spedy_revocation_delay_seconds: {
    type: 'histogram',
    help: 'Upper bound of the time from the commit of changes until this process had dropped what they name',
    labels: {},
    buckets: [0.025, 0.05, 0.1, 0.125, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5],
  },
  spedy_queue_wait_duration_seconds: {
    type: 'histogram',
    help: 'Time that work waited for its turn in seconds; 0 if it did not wait',
    labels: { queue: 'as in `spedy_queue_waiting`' },
    buckets: stepTimes,
  },
  spedy_queue_waiting: {
    type: 'gauge',
    help: 'Work that waits for its turn',
    labels: {
      queue:
        '`requests`, `passwords` (to hash); on PostgreSQL `changes` and `lists` (the pools), `look-ups`, `refreshes` and `change feed`; on SQLite `transactions` and `reads`',
    },
    acrossWorkers: 'sum',
  },
  spedy_queue_running: {
    type: 'gauge',
    help: 'Work that has a slot of a queue, such as a connection of a pool',
    labels: { queue: 'as in `spedy_queue_waiting`' },
    acrossWorkers: 'sum',
  },
  spedy_database_query_duration_seconds: {
    type: 'histogram',
    help: 'Duration of statements in seconds, including the wait for a connection',
    labels: { operation: '`select`, `insert`, `update`, `delete`, `begin`, `commit`, `other`' },
    buckets: stepTimes,
  },
  spedy_database_errors_total: {
    type: 'counter',
    help: 'Failed statements, by reason',
    labels: {
      reason:
        '`unavailable`; `overloaded`; `abandoned` by its client; `unknown_outcome` for a connection lost in a commit; `statement` for others, such as a violated constraint',
    },
  },
  spedy_sqlite_commit_duration_seconds: {
    type: 'histogram',
    help: 'Duration of commits of SQLite, which wait for the disk, in seconds',
    labels: {},
    buckets: stepTimes,
  },
  spedy_sqlite_commit_group_transactions: {
    type: 'histogram',
    help: 'Transactions that shared one commit of SQLite',
    labels: {},
    buckets: [1, 2, 5, 10, 20, 50, 100, 200],
  },
  spedy_outbox_messages: {
    type: 'gauge',
    help: 'Messages in the outbox that are not sent yet, up to 10000',
    labels: { state: '`due`, or `later` for those that are tried again later' },
    acrossWorkers: 'max',
  },
  spedy_outbox_oldest_message_age_seconds: {
    type: 'gauge',
    help: 'Age of the oldest message in the outbox that is not sent yet; 0 without one',
    labels: {},
    acrossWorkers: 'max',
  },
  spedy_mail_deliveries_total: {
    type: 'counter',
    help: 'Attempts to send messages by e-mail, by outcome',
    labels: { outcome: '`sent`; `retried` for later; `failed` for good' },
  },
  spedy_outgoing_request_duration_seconds: {
    type: 'histogram',
    help: 'Duration of requests to other servers in seconds',
    labels: {
      purpose: '`identity_provider`; `client_document` for metadata and keys of OAuth clients; `mail`',
      outcome: '`ok` for an answer without an error, `failed`',
    },
    buckets: requestTimes,
  },
  spedy_sweep_duration_seconds: {
    type: 'histogram',
    help: 'Duration of sweeps, the periodic cleanup, in seconds',
    labels: { sweep: 'the name of the sweep in the log' },
    buckets: taskTimes,
  },
  spedy_sweep_failures_total: {
    type: 'counter',
    help: 'Failed sweeps; each is tried again after a minute',
    labels: { sweep: 'the name of the sweep in the log' },
  },
  spedy_sweep_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'Unix time when all sweeps had last run without a failure; the start before the first time',
    labels: {},
    acrossWorkers: 'max',
  },
  spedy_background_failures_total: {
    type: 'counter',
    help: 'Failed rounds of background work, such as sending messages',
    labels: { task: 'the name of the task in the log' },
  },
  spedy_event_loop_delay_seconds: {
    type: 'histogram',
    help: 'How late timers of the event loop fire in seconds, measured 20 times a second',
    labels: {},
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  spedy_ready: {
    type: 'gauge',
    help: '1 if the database has the current schema, so that requests are served; 0 before',
    labels: {},
    acrossWorkers: 'min',
  },
  spedy_build_info: {
    type: 'gauge',
    help: 'Always 1, with the version as a label',
    labels: { version: 'the version of Spedy' },
    acrossWorkers: 'first',
  },
  spedy_workers: {
    type: 'gauge',
    help: 'Worker processes that run',
    labels: {},
    acrossWorkers: 'first',
  },
  spedy_worker_starts_total: {
    type: 'counter',
    help: 'Worker processes started',
    labels: {},
  },
} as const satisfies Readonly<Record<string, Entry>>;

type Catalog = typeof metricCatalog;
export type MetricName = keyof Catalog;
type NamesOf<Type extends Entry['type']> = {
  [Name in MetricName]: Catalog[Name]['type'] extends Type ? Name : never;
}[MetricName];
export type CounterName = NamesOf<'counter'>;
export type HistogramName = NamesOf<'histogram'>;
export type GaugeName = NamesOf<'gauge'>;
/** The labels of a metric with their values. */
export type LabelsOf<Name extends MetricName> = {
  readonly [Label in keyof Catalog[Name]['labels']]: string;
};
