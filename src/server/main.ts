import { ignoreClosedPipes } from './output-pipes.ts';
import { runServer } from './run/run-server.ts';

// Starts the server with the settings of the environment. bin/start.js comes here with Node's compile cache on.
ignoreClosedPipes();
await runServer(process.env);
