"""The echo's messages, made of a descriptor set, and its methods."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "drover.demo.v1.Echo"
KINDS = {"UNARY": "Say", "CLIENT_STREAM": "Join", "SERVER_STREAM": "Repeat", "BIDI": "Chat"}


def many_asked(kind):
    return kind in ("CLIENT_STREAM", "BIDI")


def many_told(kind):
    return kind in ("SERVER_STREAM", "BIDI")


def types(path):
    """Classes of the messages, by their short names."""
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as content:
        files.ParseFromString(content.read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    names = ["drover.demo.v1.SayRequest", "drover.demo.v1.SayReply", "google.rpc.Status"]
    found = [pool.FindMessageTypeByName(name) for name in names]
    if hasattr(message_factory, "GetMessageClass"):
        classes = [message_factory.GetMessageClass(one) for one in found]
    else:
        factory = message_factory.MessageFactory(pool)
        classes = [factory.GetPrototype(one) for one in found]
    return {one.name: made for one, made in zip(found, classes)}
