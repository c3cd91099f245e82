"""python3 service.py DESCRIPTORS STATUS: the echo by grpcio; says its port and what it sees."""

import base64
import os
import sys
import threading
from concurrent import futures

import grpc

from echo import KINDS, SERVICE, many_asked, many_told, types

REFUSED = "refused: größer als 100 %"


def say(line):
    """One write, since threads say something at the same time."""
    os.write(1, (line + "\n").encode())


class Echo:
    def __init__(self, kind, reply, status):
        self.kind = kind
        self.reply = reply
        self.status = status

    def answer(self, asked, call):
        """Yields the answers to all kinds of call."""
        ended = threading.Event()
        over = []

        def gone():
            if not over:
                say("cancelled")
            ended.set()

        def reply(text, number):
            return self.reply(text=text, number=number)

        call.add_callback(gone)
        texts, slow, last = [], False, None
        for last in asked if many_asked(self.kind) else [asked]:
            texts.append(last.text)
            if last.text.startswith("slow"):
                slow = True
                say("slow")
            if self.kind == "BIDI":
                yield reply(last.text, len(texts))
        if self.kind == "SERVER_STREAM":
            for number in range(1, (1 if slow else last.times) + 1):
                yield reply(last.text, number)
        if slow:
            ended.wait()
            return
        over.append(True)
        if last is not None and last.fail_code:
            call.set_trailing_metadata((("grpc-status-details-bin", self.status),))
            call.abort(grpc.StatusCode.FAILED_PRECONDITION, REFUSED)
        if not many_told(self.kind):
            yield reply(" ".join(texts), len(texts))

    def answer_once(self, asked, call):
        answers = list(self.answer(asked, call))
        return answers[0] if answers else self.reply()


def main(descriptors, status):
    known = types(descriptors)
    make = {
        "UNARY": grpc.unary_unary_rpc_method_handler,
        "CLIENT_STREAM": grpc.stream_unary_rpc_method_handler,
        "SERVER_STREAM": grpc.unary_stream_rpc_method_handler,
        "BIDI": grpc.stream_stream_rpc_method_handler,
    }
    methods = {}
    for kind, name in KINDS.items():
        echo = Echo(kind, known["SayReply"], base64.b64decode(status))
        methods[name] = make[kind](
            echo.answer if many_told(kind) else echo.answer_once,
            request_deserializer=known["SayRequest"].FromString,
            response_serializer=known["SayReply"].SerializeToString,
        )
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=200), compression=grpc.Compression.Gzip
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, methods),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    say(f"port {port}")
    server.wait_for_termination()


main(*sys.argv[1:])
