// Calls of a page: connect-web, grpc-web, EventSource and WebSocket. What came of them is in window.told.
import { create, fromBinary, fromJson, toBinary, toJson } from '@bufbuild/protobuf';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { CANCEL_MS, DEADLINE_MS, KINDS, METHODS, OUTCOMES, SERVICE, failed, manyAsked, messages, run } from './calls.mjs';
import { by, registry } from './connect.mjs';

window.told = [];
const tell = (line) => window.told.push(line);
const baseUrl = location.origin;

async function all() {
  const types = registry(new Uint8Array(await (await fetch('/descriptors.binpb')).arrayBuffer()));
  const Request = types.getMessage('drover.demo.v1.SayRequest');
  const Reply = types.getMessage('drover.demo.v1.SayReply');
  const some = ['UNARY', 'SERVER_STREAM'];

  const web = createGrpcWebTransport({ baseUrl });
  await run(tell, 'browser connect-web gRPC-Web', some, OUTCOMES.slice(0, 5), by(types, web, web));
  const connect = createConnectTransport({ baseUrl });
  await run(tell, 'browser connect-web Connect', some, OUTCOMES.slice(0, 5), by(types, connect, connect));

  // grpc-web, which is written for other module systems
  const module = { exports: {} };
  const source = await (await fetch('node_modules/grpc-web/index.js')).text();
  new Function('module', 'exports', source).call(globalThis, module, module.exports);
  const { GrpcWebClientBase, MethodDescriptor, MethodType } = module.exports;
  for (const format of ['binary', 'text']) {
    const client = new GrpcWebClientBase({ format });
    const kinds = format === 'text' ? some : ['UNARY'];
    await run(tell, `browser grpc-web ${format}`, kinds, OUTCOMES.slice(0, 5), (kind, outcome, told) =>
      new Promise((resolve, reject) => {
        const unary = kind === 'UNARY';
        const path = `/${SERVICE}/${METHODS[kind]}`;
        const method = new MethodDescriptor(
          path, unary ? MethodType.UNARY : MethodType.SERVER_STREAMING, Object, Object,
          (message) => toBinary(Request, create(Request, message)), (bytes) => fromBinary(Reply, bytes));
        const metadata = outcome === 'DEADLINE' ? { deadline: String(Date.now() + DEADLINE_MS) } : {};
        const end = (error) => {
          if (!error || error.code === 0) {
            return resolve();
          }
          const bytes = error.metadata?.['grpc-status-details-bin'];
          const decoded = bytes && Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
          const details = decoded ? fromBinary(types.getMessage('google.rpc.Status'), decoded).details.length : 0;
          return reject(failed(error.code, error.message, details));
        };
        const [message] = messages(kind, outcome);
        let call;
        if (unary) {
          call = client.rpcCall(baseUrl + path, message, metadata, method, (error, reply) => {
            if (!error) {
              told(reply);
            }
            end(error);
          });
        } else {
          call = client.serverStreaming(baseUrl + path, message, metadata, method);
          call.on('data', told);
          call.on('error', end);
          call.on('end', () => end());
        }
        if (outcome === 'CANCEL') {
          setTimeout(() => {
            call.cancel();
            reject(failed(1, '', 0));
          }, CANCEL_MS);
        }
      }));
  }

  // Server-sent events
  await run(tell, 'browser EventSource', ['SERVER_STREAM'], ['OK', 'ERROR', 'CANCEL'], (kind, outcome, told) =>
    new Promise((resolve, reject) => {
      const [message] = messages(kind, outcome);
      const source = new EventSource(`/${SERVICE}/Repeat?${new URLSearchParams(message)}`);
      let count = 0;
      source.onmessage = (event) => {
        told(JSON.parse(event.data));
        if (++count === 2 && outcome === 'OK') {
          source.close(); // an event source would ask again
          resolve();
        }
      };
      source.addEventListener('error', (event) => {
        source.close();
        if (event.data) {
          const status = JSON.parse(event.data);
          reject(failed(status.code, status.message, status.details?.length ?? 0));
        }
      });
      if (outcome === 'CANCEL') {
        setTimeout(() => {
          source.close();
          reject(failed(1, '', 0));
        }, CANCEL_MS);
      }
    }));

  // WebSocket, with JSON and with protobuf
  for (const json of [true, false]) {
    await run(tell, `browser WebSocket ${json ? 'JSON' : 'protobuf'}`, KINDS, ['OK', 'ERROR', 'CANCEL', 'LARGE'], (kind, outcome, told) =>
      new Promise((resolve, reject) => {
        const protocol = json ? 'drover.json' : 'drover.proto';
        const socket = new WebSocket(`ws://${location.host}/${SERVICE}/${METHODS[kind]}`, protocol);
        socket.binaryType = 'arraybuffer';
        let status;
        socket.onopen = () => {
          for (const message of messages(kind, outcome)) {
            const made = create(Request, message);
            socket.send(json ? JSON.stringify(toJson(Request, made)) : toBinary(Request, made));
          }
          if (manyAsked(kind)) {
            socket.send('');
          }
          if (outcome === 'CANCEL') {
            setTimeout(() => socket.close(), CANCEL_MS);
          }
        };
        socket.onmessage = ({ data }) => {
          const parsed = typeof data === 'string' ? JSON.parse(data) : undefined;
          if (parsed?.error) {
            status = parsed.error;
          } else {
            told(parsed ? fromJson(Reply, parsed) : fromBinary(Reply, new Uint8Array(data)));
          }
        };
        socket.onclose = ({ code }) => {
          if (outcome === 'CANCEL') {
            reject(failed(1, '', 0));
          } else if (code === 1000) {
            resolve();
          } else {
            reject(failed(code - 4000, status?.message ?? '', status?.details?.length ?? 0));
          }
        };
      }));
  }
}

all().then(
  () => { window.finished = 'well'; },
  (error) => { window.finished = String(error.stack ?? error); },
);
