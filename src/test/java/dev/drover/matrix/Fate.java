package dev.drover.matrix;

/** What comes of a call of a client to a server. */
enum Fate {
  /** It is carried. */
  CARRIED,
  /** The client's protocol has no such call, of which it is told at once. */
  NOT_BY_CLIENT,
  /** The server's protocol has no such call, of which the client is told at once. */
  NOT_TO_SERVER,
  /** The client has no such thing to ask for. */
  NOTHING;

  static Fate of(Client client, Kind kind, Server server, Outcome outcome) {
    if (!client.carries(kind)) {
      return outcome == Outcome.OK ? NOT_BY_CLIENT : NOTHING;
    }
    if (!server.carries(kind)) {
      return outcome == Outcome.OK ? NOT_TO_SERVER : NOTHING;
    }
    return outcome == Outcome.COMPRESSED && !client.packs() ? NOTHING : CARRIED;
  }
}
