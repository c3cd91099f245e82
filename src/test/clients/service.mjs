// node service.mjs DESCRIPTORS STATUS: the echo by grpc-js; says its port and what it sees.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { KINDS, METHODS, SERVICE, manyAsked, manyTold } from './calls.mjs';

const [descriptors, status] = process.argv.slice(2);
const REFUSED = 'refused: größer als 100 %';
const definition = loader.loadFileDescriptorSetFromBuffer(readFileSync(descriptors));

function refusal(code) {
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(status, 'base64'));
  return { code, details: REFUSED, metadata };
}

const echo = (kind) => (call, callback) => {
  const texts = [];
  let last = {};
  let slow = false;
  call.on('cancelled', () => console.log('cancelled'));
  call.on('error', () => {});

  const message = (asked) => {
    last = asked;
    texts.push(asked.text);
    if (asked.text.startsWith('slow')) {
      slow = true;
      console.log('slow');
    }
    if (kind === 'BIDI') {
      call.write({ text: asked.text, number: texts.length });
    }
  };
  const end = () => {
    if (kind === 'SERVER_STREAM') {
      for (let number = 1; number <= (slow ? 1 : last.times); number++) {
        call.write({ text: last.text, number });
      }
    }
    if (slow) {
      return;
    }
    if (last.fail_code) {
      const error = refusal(last.fail_code);
      if (manyTold(kind)) {
        call.emit('error', error);
      } else {
        callback(error);
      }
    } else if (manyTold(kind)) {
      call.end();
    } else {
      callback(null, { text: texts.join(' '), number: texts.length });
    }
  };
  if (manyAsked(kind)) {
    call.on('data', message);
    call.on('end', end);
  } else {
    message(call.request);
    end();
  }
};

const server = new grpc.Server({
  'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip,
});
server.addService(definition[SERVICE], Object.fromEntries(KINDS.map((kind) => [METHODS[kind], echo(kind)])));
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(`port ${port}`);
});
