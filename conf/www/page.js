// The page: what is chosen, what is under way, and a line for each thing that happens.
import { KINDS, PROTOCOLS, nameOf } from './calls.js';

const $ = (id) => document.getElementById(id);
const form = $('call');
const log = $('log');
let call;
let began = 0;

const chosen = (name) => form.elements[name].value;
const streams = () => KINDS[chosen('kind')].many;

function line(mark, words, more) {
  const item = document.createElement('li');
  item.className = mark;
  const time = document.createElement('time');
  time.textContent = `${Math.round(performance.now() - began)} ms`;
  const text = document.createElement('span');
  text.textContent = words;
  item.append(time, text);
  if (more) {
    const small = document.createElement('small');
    small.textContent = more;
    item.append(small);
  }
  log.append(item);
  log.scrollTop = log.scrollHeight;
}

function show() {
  const many = streams();
  const protocol = PROTOCOLS[chosen('protocol')];
  $('send').textContent = many ? 'Send message' : 'Call';
  $('send').disabled = Boolean(call) && !many;
  $('finish').hidden = !many;
  $('finish').disabled = !call;
  $('cancel').disabled = !call;
  for (const id of ['times', 'everyMs']) {
    $(id).closest('label').hidden = chosen('kind') !== 'server';
  }
  form.querySelectorAll('input[type=radio]').forEach((radio) => { radio.disabled = Boolean(call); });
  $('hint').textContent = many && protocol.waits
    ? `A page sends a request as a whole: by ${protocol.label}, what you send waits for Finish. By WebSocket it leaves at once.`
    : '';
  $('path').textContent = `drover.demo.v1.Echo/${KINDS[chosen('kind')].method}`;
}

function start() {
  const kind = KINDS[chosen('kind')];
  const protocol = PROTOCOLS[chosen('protocol')];
  log.replaceChildren();
  began = performance.now();
  $('state').textContent = `${kind.label} by ${protocol.label}`;
  $('state').className = 'running';
  call = protocol.open(chosen('kind'), {
    message: (reply) => line('in', reply.text ?? '', `no. ${reply.number ?? 0}`),
    end(code, text) {
      line(code === 0 ? 'ok' : 'bad', `${nameOf(code)}${text ? `: ${text}` : ''}`);
      $('state').className = code === 0 ? 'ok' : 'bad';
      call = undefined;
      show();
    },
  });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!call) {
    start();
  }
  const number = (id) => Math.max(0, Number($(id).value) || 0);
  const message = { text: $('text').value, failCode: number('failCode') };
  if (chosen('kind') === 'server') {
    Object.assign(message, { times: number('times'), everyMs: number('everyMs') });
  }
  line('out', message.text);
  call.send(message);
  if (streams()) {
    $('text').select();
  }
  show();
});
$('finish').addEventListener('click', () => {
  line('out end', 'that is all');
  call.finish();
  $('finish').disabled = true;
  $('send').disabled = true;
});
$('cancel').addEventListener('click', () => call?.cancel());
form.addEventListener('change', show);
show();
