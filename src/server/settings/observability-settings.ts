import { hostExpected, oneOf, parseHost, wholeNumber } from './parsers.ts';
import { setting } from './setting.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Metrics and the log. */
export const observabilitySettings = {
  metricsPort: setting<number | null>({
    variable: 'SPEDY_METRICS_PORT',
    key: 'metrics.port',
    types: ['integer'],
    fallback: null,
    shownDefault: 'unset',
    example: '9090',
    parse: wholeNumber(1, 65_535),
    expected: 'a port, 1 to 65535',
    meaning: 'the port for `/metrics`; it must differ from `PORT`',
  }),
  metricsHost: setting({
    variable: 'SPEDY_METRICS_HOST',
    key: 'metrics.host',
    types: ['string'],
    fallback: '127.0.0.1',
    shownDefault: '127.0.0.1',
    example: '"127.0.0.1"',
    parse: parseHost,
    expected: hostExpected,
    meaning: 'the address for `/metrics`, independent of `HOST`; `0.0.0.0` or `::` for all',
  }),
  logLevel: setting<string>({
    variable: 'LOG_LEVEL',
    key: 'log.level',
    types: ['string'],
    fallback: 'info',
    shownDefault: 'info',
    example: '"info"',
    parse: oneOf(logLevels),
    expected: `one of ${logLevels.join(', ')}`,
    meaning: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
  }),
};
