// Starts the server with the settings of the environment, like `spedy serve` without options.
import { load } from './program.js';

await load('server/main');
