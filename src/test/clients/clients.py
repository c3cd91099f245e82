"""python3 clients.py PORT DESCRIPTORS: grpcio, one line of JSON for each call."""

import json
import sys
import threading

import grpc

from echo import KINDS, SERVICE, many_asked, many_told, types

OUTCOMES = ["OK", "ERROR", "CANCEL", "DEADLINE", "LARGE", "COMPRESSED"]
TEXTS = {"OK": "hello wörld", "ERROR": "a", "LARGE": "L" * (1 << 20), "COMPRESSED": "z" * 5000}
SECONDS = 1.0


def short(text):
    return text if len(text) <= 100 else f"{len(text)} {text[:5]}"


def method(channel, kind, request, reply):
    path = f"/{SERVICE}/{KINDS[kind]}"
    make = {
        "UNARY": channel.unary_unary,
        "CLIENT_STREAM": channel.stream_unary,
        "SERVER_STREAM": channel.unary_stream,
        "BIDI": channel.stream_stream,
    }[kind]
    return make(path, request.SerializeToString, reply.FromString)


def call(channel, kind, outcome, known, told):
    request, reply = known["SayRequest"], known["SayReply"]
    one = request(text=TEXTS.get(outcome, "slow"), times=2, fail_code=9 if outcome == "ERROR" else 0)
    asked = iter([one, one]) if many_asked(kind) else one
    options = {"timeout": SECONDS} if outcome == "DEADLINE" else {}
    if outcome == "COMPRESSED":
        options["compression"] = grpc.Compression.Gzip
    made = method(channel, kind, request, reply)
    under_way = made(asked, **options) if many_told(kind) else made.future(asked, **options)
    if outcome == "CANCEL":
        threading.Timer(SECONDS, under_way.cancel).start()
    if many_told(kind):
        for each in under_way:
            told.append(short(each.text))
    else:
        told.append(short(under_way.result().text))


def main(port, descriptors):
    known = types(descriptors)
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    for kind in KINDS:
        for outcome in OUTCOMES:
            line = {"client": "grpcio", "kind": kind, "outcome": outcome, "replies": []}
            line.update(code=0, message="", details=0)
            try:
                call(channel, kind, outcome, known, line["replies"])
            except grpc.FutureCancelledError:
                line.update(code=1)
            except grpc.RpcError as error:
                metadata = dict(error.trailing_metadata() or ())
                status = metadata.get("grpc-status-details-bin")
                details = len(known["Status"].FromString(status).details) if status else 0
                line.update(code=error.code().value[0], message=error.details(), details=details)
            print(json.dumps(line), flush=True)


main(*sys.argv[1:])
