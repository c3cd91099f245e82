// node clients.mjs PORT DESCRIPTORS: grpc-js, and the libraries of Connect for Node and for browsers.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { fromBinary } from '@bufbuild/protobuf';
import * as node from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import { CANCEL_MS, DEADLINE_MS, KINDS, METHODS, OUTCOMES, failed, manyAsked, manyTold, messages, run } from './calls.mjs';
import { by, registry } from './connect.mjs';

const [port, descriptors] = process.argv.slice(2);
const bytes = readFileSync(descriptors);
const types = registry(bytes);
const baseUrl = `http://127.0.0.1:${port}`;
const tell = (line) => console.log(JSON.stringify(line));

// grpc-js

const loaded = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(bytes));
const Echo = loaded.drover.demo.v1.Echo;
const credentials = grpc.credentials.createInsecure();
const plain = new Echo(`127.0.0.1:${port}`, credentials);
const packed = new Echo(`127.0.0.1:${port}`, credentials, {
  'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip,
});

function details(error) {
  const [status] = error.metadata?.get('grpc-status-details-bin') ?? [];
  return status === undefined ? 0 : fromBinary(types.getMessage('google.rpc.Status'), status).details.length;
}

const byGrpc = (kind, outcome, told) =>
  new Promise((resolve, reject) => {
    const client = outcome === 'COMPRESSED' ? packed : plain;
    const options = outcome === 'DEADLINE' ? { deadline: Date.now() + DEADLINE_MS } : {};
    const end = (error) => (error ? reject(failed(error.code, error.details, details(error))) : resolve());
    const answer = (error, reply) => {
      if (!error) {
        told(reply);
      }
      end(error);
    };
    const all = messages(kind, outcome).map(({ failCode, ...rest }) => ({ ...rest, fail_code: failCode }));
    const args = manyAsked(kind) ? [] : [all[0]];
    args.push(new grpc.Metadata(), options);
    if (!manyTold(kind)) {
      args.push(answer);
    }
    const call = client[METHODS[kind]](...args);
    if (manyTold(kind)) {
      let failure; // may be told of before all that came earlier
      call.on('data', told);
      call.on('error', (error) => { failure = error; });
      call.on('end', () => end(failure));
    }
    if (manyAsked(kind)) {
      all.forEach((message) => call.write(message));
      call.end();
    }
    if (outcome === 'CANCEL') {
      setTimeout(() => call.cancel(), CANCEL_MS);
    }
  });

await run(tell, 'grpc-js', KINDS, OUTCOMES, byGrpc);
plain.close();
packed.close();

// Connect for Node

const gzip = { sendCompression: node.compressionGzip };
const transports = [
  ['connect-node gRPC', KINDS, node.createGrpcTransport, {}],
  ['connect-node gRPC-Web, HTTP/1.1', KINDS.slice(0, 3), node.createGrpcWebTransport, { httpVersion: '1.1' }],
  ['connect-node gRPC-Web, HTTP/2', KINDS, node.createGrpcWebTransport, { httpVersion: '2' }],
  ['connect-node Connect, HTTP/1.1', KINDS.slice(0, 3), node.createConnectTransport, { httpVersion: '1.1', useBinaryFormat: true }],
  ['connect-node Connect, HTTP/2', KINDS, node.createConnectTransport, { httpVersion: '2', useBinaryFormat: true }],
  ['connect-node Connect JSON, HTTP/2', KINDS, node.createConnectTransport, { httpVersion: '2', useBinaryFormat: false }],
  ['connect-node Connect GET, HTTP/1.1', ['UNARY'], node.createConnectTransport, { httpVersion: '1.1', useHttpGet: true, useBinaryFormat: true }],
];
for (const [name, kinds, create, options] of transports) {
  const outcomes = options.useHttpGet ? OUTCOMES.filter((outcome) => outcome !== 'LARGE') : OUTCOMES;
  const transport = create({ baseUrl, ...options });
  await run(tell, name, kinds, outcomes, by(types, transport, create({ baseUrl, ...options, ...gzip })));
}

// Connect for browsers, which Node's fetch carries as well

const browsers = [
  ['connect-web gRPC-Web', web.createGrpcWebTransport, {}],
  ['connect-web Connect', web.createConnectTransport, { useBinaryFormat: true }],
  ['connect-web Connect JSON', web.createConnectTransport, { useBinaryFormat: false }],
];
for (const [name, create, options] of browsers) {
  const transport = create({ baseUrl, ...options });
  await run(tell, name, ['UNARY', 'SERVER_STREAM'], OUTCOMES.slice(0, 5), by(types, transport, transport));
}
process.exit(0);
