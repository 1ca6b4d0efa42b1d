// Stands in for tests/clients/node/harness.mjs when a client's program is bundled for the page: the same steps, the same SDK,
// but requests go to the database in the tab. It gives its outcome to the spec instead of printing it.

import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as streams from '@aws-sdk/client-dynamodb-streams';
import * as documents from '@aws-sdk/lib-dynamodb';
import { DynalabRequestHandler } from '../../../web/embed/request-handler.js';

const packages = {
  '@aws-sdk/client-dynamodb': dynamodb,
  '@aws-sdk/client-dynamodb-streams': streams,
  '@aws-sdk/lib-dynamodb': documents,
};

export const options = {
  requestHandler: new DynalabRequestHandler(),
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
};

export async function load(name) {
  return packages[name];
}

export async function program(client, steps) {
  const told = [];
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      told.push(`ok ${client}: ${name}`);
    } catch (error) {
      told.push(`not ok ${client}: ${name}: ${error?.stack ?? error}`);
      break;
    }
  }
  globalThis.outcome = told;
}
