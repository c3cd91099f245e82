// One call of the demo's service from a page, in each of four protocols. No library, nothing generated.
//
// open(protocol, kind, out) gives { send(message), finish(), cancel() }; out is told
// message(reply), note(text) and, once, end(code, text). A page sends the content of a request as a
// whole, so what is not a WebSocket keeps the messages of a stream until finish().

const SERVICE = '/drover.demo.v1.Echo/';
const NAMES = ['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND',
  'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED',
  'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'];

export const KINDS = {
  unary: { method: 'Say', label: 'Unary', many: false },
  server: { method: 'Repeat', label: 'Server stream', many: false },
  client: { method: 'Join', label: 'Client stream', many: true },
  bidi: { method: 'Chat', label: 'Bidi', many: true },
};

export const nameOf = (code) => NAMES[code] ?? String(code);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

// Protobuf: a varint is seven bits to a byte, a field is its number and how it is written.

function varint(bytes, value) {
  for (; value > 127; value = Math.floor(value / 128)) {
    bytes.push((value % 128) | 128);
  }
  bytes.push(value);
}

function written({ text = '', times = 0, everyMs = 0, failCode = 0 }) {
  const bytes = [];
  if (text) {
    const utf8 = encoder.encode(text);
    bytes.push(10);
    varint(bytes, utf8.length);
    bytes.push(...utf8);
  }
  [times, everyMs, failCode].forEach((value, i) => {
    if (value) {
      bytes.push(16 + 8 * i);
      varint(bytes, value);
    }
  });
  return Uint8Array.from(bytes);
}

function read(bytes) {
  const reply = { text: '', number: 0 };
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) {
        return value;
      }
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const value = number();
    if (tag === 10) {
      reply.text = decoder.decode(bytes.subarray(at, at + value));
      at += value;
    } else if (tag === 16) {
      reply.number = value;
    }
  }
  return reply;
}

// Frames: one byte of flags, four of length, the message. gRPC-Web and streams of Connect share them.

function framed(messages) {
  const parts = messages.map((bytes) => {
    const frame = new Uint8Array(5 + bytes.length);
    new DataView(frame.buffer).setUint32(1, bytes.length);
    frame.set(bytes, 5);
    return frame;
  });
  return new Blob(parts);
}

/** Gives each frame of an answer as it comes. */
async function* frames(response) {
  let kept = new Uint8Array(0);
  for await (const chunk of chunks(response)) {
    const all = new Uint8Array(kept.length + chunk.length);
    all.set(kept);
    all.set(chunk, kept.length);
    kept = all;
    for (let end; kept.length >= 5 && kept.length >= (end = 5 + new DataView(kept.buffer, kept.byteOffset).getUint32(1));) {
      yield [kept[0], kept.subarray(5, end)];
      kept = kept.subarray(end);
    }
  }
}

async function* chunks(response) {
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    yield part.value;
  }
}

/** An error as the gateway words it in JSON: Connect's, a google.rpc.Status, or problem details. */
function refused(status, json, out) {
  const code = typeof json.code === 'string' ? NAMES.indexOf(json.code.toUpperCase().replace('CANCELED', 'CANCELLED')) : json.code;
  out.end(code ?? 2, json.message ?? json.detail ?? `HTTP ${status}`);
}

// The protocols that are a request and its answer

async function grpcWeb(kind, messages, out, signal) {
  const response = await fetch(SERVICE + KINDS[kind].method, {
    method: 'POST', body: framed(messages.map(written)), signal,
    headers: { 'content-type': 'application/grpc-web+proto', 'x-grpc-web': '1' },
  });
  for await (const [flags, bytes] of frames(response)) {
    if (flags & 128) {
      const fields = new Map(decoder.decode(bytes).trim().split('\r\n').map((line) => line.split(/:\s*/, 2)));
      return out.end(Number(fields.get('grpc-status')), decodeURIComponent(fields.get('grpc-message') ?? ''));
    }
    out.message(read(bytes));
  }
  throw new Error(`The answer (HTTP ${response.status}) has no trailers.`);
}

async function connect(kind, messages, out, signal) {
  const unary = kind === 'unary';
  const type = unary ? 'application/json' : 'application/connect+json';
  const json = messages.map((message) => JSON.stringify(message));
  const response = await fetch(SERVICE + KINDS[kind].method, {
    method: 'POST', signal, body: unary ? json[0] : framed(json.map((text) => encoder.encode(text))),
    headers: { 'content-type': type, 'connect-protocol-version': '1' },
  });
  if (!response.headers.get('content-type')?.startsWith('application/connect+')) {
    const answer = await response.json();
    if (!response.ok) {
      return refused(response.status, answer, out);
    }
    out.message(answer);
    return out.end(0, '');
  }
  for await (const [flags, bytes] of frames(response)) {
    const item = JSON.parse(decoder.decode(bytes));
    if (flags & 2) {
      return item.error ? refused(response.status, item.error, out) : out.end(0, '');
    }
    out.message(item);
  }
  throw new Error(`The answer (HTTP ${response.status}) has no last envelope.`);
}

async function events(kind, messages, out, signal) {
  const response = await fetch(SERVICE + KINDS[kind].method, {
    method: 'POST', body: JSON.stringify(messages[0] ?? {}), signal,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  });
  if (!response.ok) {
    return refused(response.status, await response.json(), out);
  }
  let text = '';
  const streaming = new TextDecoder();
  for await (const chunk of chunks(response)) {
    text += streaming.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const data = lines.find((line) => line.startsWith('data: '));
      if (data) {
        const item = JSON.parse(data.slice(6));
        if (lines.includes('event: error')) {
          return refused(200, item, out);
        }
        out.message(item);
      }
    }
  }
  return out.end(0, '');
}

const atOnce = (protocol) => (kind, out) => {
  const abort = new AbortController();
  const kept = [];
  const finish = () =>
    protocol(kind, kept, out, abort.signal).catch((thrown) =>
      thrown.name === 'AbortError' ? out.end(1, 'You have given it up.') : out.end(2, thrown.message));
  return {
    send(message) {
      kept.push(message);
      if (!KINDS[kind].many) {
        finish();
      }
    },
    finish,
    cancel: () => (kept.length ? abort.abort() : out.end(1, 'You have given it up.')),
  };
};

// The one that is a conversation

function socket(kind, out) {
  const address = `${location.origin.replace(/^http/, 'ws')}${SERVICE}${KINDS[kind].method}`;
  const open = new WebSocket(address, 'drover.json');
  const early = [];
  let text = '';
  let given = false;
  const say = (words) => (open.readyState === WebSocket.CONNECTING ? early.push(words) : open.send(words));
  open.onopen = () => early.forEach((words) => open.send(words));
  open.onmessage = ({ data }) => {
    const item = JSON.parse(data);
    if (item.error) {
      text = item.error.message;
    } else {
      out.message(item);
    }
  };
  open.onclose = ({ code, reason }) => {
    if (given) {
      out.end(1, 'You have given it up.');
    } else if (code === 1000) {
      out.end(0, '');
    } else {
      out.end(code > 4000 ? code - 4000 : 14, text || reason || 'The connection is lost.');
    }
  };
  return {
    send: (message) => say(JSON.stringify(message)),
    finish: () => say(''),
    cancel() {
      given = true;
      open.close();
    },
  };
}

export const PROTOCOLS = {
  web: { label: 'gRPC-Web', open: atOnce(grpcWeb), waits: true },
  connect: { label: 'Connect', open: atOnce(connect), waits: true },
  events: { label: 'Events', open: atOnce(events), waits: true },
  socket: { label: 'WebSocket', open: socket, waits: false },
};
