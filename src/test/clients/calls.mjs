// What every client of this folder asks, and how it says what came of it: a line of JSON for each call.

export const KINDS = ['UNARY', 'CLIENT_STREAM', 'SERVER_STREAM', 'BIDI'];
export const OUTCOMES = ['OK', 'ERROR', 'CANCEL', 'DEADLINE', 'LARGE', 'COMPRESSED'];
export const SERVICE = 'drover.demo.v1.Echo';
export const METHODS = { UNARY: 'Say', CLIENT_STREAM: 'Join', SERVER_STREAM: 'Repeat', BIDI: 'Chat' };
export const DEADLINE_MS = 1000;
export const CANCEL_MS = 1000;

export const manyAsked = (kind) => kind === 'CLIENT_STREAM' || kind === 'BIDI';
export const manyTold = (kind) => kind === 'SERVER_STREAM' || kind === 'BIDI';

const TEXTS = { LARGE: 'L'.repeat(1 << 20), COMPRESSED: 'z'.repeat(5000), OK: 'hello wörld', ERROR: 'a' };

export function messages(kind, outcome) {
  const one = { text: TEXTS[outcome] ?? 'slow', times: 2, failCode: outcome === 'ERROR' ? 9 : 0 };
  return manyAsked(kind) ? [one, one] : [one];
}

/** A text as the other side compares it: a long one by its length and where it begins. */
const short = (text) => (text.length > 100 ? `${text.length} ${text.slice(0, 5)}` : text);

/** Makes one call after another and tells of each. */
export async function run(tell, client, kinds, outcomes, call) {
  for (const kind of kinds) {
    for (const outcome of outcomes) {
      const replies = [];
      let end = { code: 0, message: '', details: 0 };
      try {
        await call(kind, outcome, (reply) => replies.push(short(reply.text)));
      } catch (error) {
        end = error.end ?? { code: -1, message: String(error.stack ?? error), details: 0 };
      }
      tell({ client, kind, outcome, replies, ...end });
    }
  }
}

export const failed = (code, message, details) =>
  Object.assign(new Error(message), { end: { code, message, details } });
