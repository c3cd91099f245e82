// Calls by a transport of Connect's libraries, in a browser as well as in Node.
import { ConnectError, createClient } from '@connectrpc/connect';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { CANCEL_MS, DEADLINE_MS, SERVICE, failed, manyAsked, manyTold, messages } from './calls.mjs';

export const registry = (bytes) => createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));

export function by(types, transport, packed) {
  const service = types.getService(SERVICE);
  return async (kind, outcome, told) => {
    const client = createClient(service, outcome === 'COMPRESSED' ? packed : transport);
    const options = outcome === 'DEADLINE' ? { timeoutMs: DEADLINE_MS } : {};
    if (outcome === 'CANCEL') {
      const abort = new AbortController();
      options.signal = abort.signal;
      setTimeout(() => abort.abort(), CANCEL_MS);
    }
    const all = messages(kind, outcome);
    const asked = manyAsked(kind) ? (async function* () { yield* all; })() : all[0];
    const method = { UNARY: 'say', CLIENT_STREAM: 'join', SERVER_STREAM: 'repeat', BIDI: 'chat' }[kind];
    try {
      const answer = client[method](asked, options);
      if (manyTold(kind)) {
        for await (const reply of answer) {
          told(reply);
        }
      } else {
        told(await answer);
      }
    } catch (thrown) {
      const error = ConnectError.from(thrown);
      throw failed(error.code, error.rawMessage, error.details.length);
    }
  };
}
